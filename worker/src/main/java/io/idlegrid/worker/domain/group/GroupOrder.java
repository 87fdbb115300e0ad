package io.idlegrid.worker.domain.group;

import io.idlegrid.worker.domain.group.ServicePlan.Condition;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** In which order services of a group start and stop, and when the group is over. */
public final class GroupOrder {

  private GroupOrder() {}

  /** Services that wait for nothing any more. */
  public static List<String> startable(
      Collection<ServicePlan> services, Map<String, ServiceState> states) {
    return services.stream()
        .filter(service -> states.get(service.name()) == ServiceState.WAITING)
        .filter(
            service ->
                service.dependsOn().entrySet().stream()
                    .allMatch(each -> each.getValue().isMetBy(state(states, each.getKey()))))
        .map(ServicePlan::name)
        .toList();
  }

  /** Services that can be asked to end, since all that depend on them have no container. */
  public static List<String> stoppable(
      Collection<ServicePlan> services, Map<String, ServiceState> states) {
    return services.stream()
        .map(ServicePlan::name)
        .filter(
            name ->
                services.stream()
                    .filter(other -> other.dependsOn().containsKey(name))
                    .noneMatch(other -> isLeft(state(states, other.name()))))
        .toList();
  }

  /** Whether it has a container, or will have one unless it is stopped. */
  private static boolean isLeft(ServiceState state) {
    return state.isThere() || state == ServiceState.BACKING_OFF || state == ServiceState.WAITING;
  }

  /** A service because of which the group cannot go on here. */
  public static Optional<String> failed(
      Collection<ServicePlan> services, Map<String, ServiceState> states) {
    return services.stream()
        .map(ServicePlan::name)
        .filter(name -> state(states, name) == ServiceState.FAILED)
        .findFirst();
  }

  /**
   * A service that would wait for ever.
   *
   * @param why what it waits for, and why that does not come
   */
  public record Hopeless(String service, String why) {}

  /** A service that waits for what cannot come any more. */
  public static Optional<Hopeless> hopeless(
      Collection<ServicePlan> services, Map<String, ServiceState> states) {
    return services.stream()
        .filter(service -> state(states, service.name()) == ServiceState.WAITING)
        .flatMap(
            service ->
                service.dependsOn().entrySet().stream()
                    .filter(each -> !each.getValue().canBeMetBy(state(states, each.getKey())))
                    .map(each -> new Hopeless(service.name(), why(each, states))))
        .findFirst();
  }

  private static String why(Map.Entry<String, Condition> wait, Map<String, ServiceState> states) {
    return "it waits for service %s to be %s, which is %s for good"
        .formatted(wait.getKey(), word(wait.getValue()), word(state(states, wait.getKey())));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Whether no service has or will have a container. */
  public static boolean isOver(Collection<ServiceState> states) {
    return states.stream()
        .allMatch(
            state ->
                state == ServiceState.COMPLETED
                    || state == ServiceState.FAILED
                    || state == ServiceState.STOPPED);
  }

  private static ServiceState state(Map<String, ServiceState> states, String name) {
    ServiceState state = states.get(name);
    if (state == null) {
      throw new IllegalArgumentException("the group has no service '" + name + "'");
    }
    return state;
  }
}
