package io.idlegrid.client.sample;

import io.idlegrid.client.GridFunction;

/** Classes that no device could make an instance of. */
public final class Wrong {

  private Wrong() {}

  public static final class NeedsArgument implements GridFunction<Integer, Integer> {
    public NeedsArgument(int ignored) {}

    @Override
    public Integer apply(Integer element) {
      return element;
    }
  }

  public static final class Hidden implements GridFunction<Integer, Integer> {
    Hidden() {}

    @Override
    public Integer apply(Integer element) {
      return element;
    }
  }

  @SuppressWarnings({"ClassCanBeStatic", "InnerClassMayBeStatic"}) // That it is not is the point.
  public final class Inner implements GridFunction<Integer, Integer> {
    @Override
    public Integer apply(Integer element) {
      return element;
    }
  }

  public abstract static class Unfinished implements GridFunction<Integer, Integer> {}

  public static final class Generic<T> implements GridFunction<T, T> {
    @Override
    public T apply(T element) {
      return element;
    }
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // That it says no types is the point.
  public static final class Raw implements GridFunction {
    @Override
    public Object apply(Object element) {
      return element;
    }
  }
}
