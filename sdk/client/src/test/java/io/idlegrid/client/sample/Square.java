package io.idlegrid.client.sample;

import io.idlegrid.client.GridFunction;

public final class Square implements GridFunction<Integer, Long> {
  @Override
  public Long apply(Integer element) {
    if (element == 13) {
      throw new IllegalArgumentException("thirteen\nbrings bad luck");
    }
    return (long) element * element;
  }
}
