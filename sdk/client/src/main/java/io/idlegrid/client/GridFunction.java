package io.idlegrid.client;

/**
 * What {@link IdleGrid#map} applies to every element, on devices of the grid. Implement it in a
 * named class of its own, top-level or static, public, with a public constructor without
 * parameters: devices make their own instance of it, one per unit.
 *
 * <p>Elements and results travel as JSON. Their types must be concrete, such as {@code Integer},
 * {@code List<String>} or a record of yours.
 *
 * <pre>{@code
 * public final class Square implements GridFunction<Integer, Long> {
 *   @Override
 *   public Long apply(Integer element) {
 *     return (long) element * element;
 *   }
 * }
 * }</pre>
 *
 * @param <T> element type
 * @param <R> result type
 */
@FunctionalInterface
public interface GridFunction<T, R> {

  /**
   * Computes the result of one element. May be called again for the same element, on another
   * device.
   *
   * @throws Exception whatever goes wrong; the unit fails with it, and its log shows the stack
   */
  R apply(T element) throws Exception;
}
