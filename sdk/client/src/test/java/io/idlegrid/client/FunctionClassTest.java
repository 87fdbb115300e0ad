package io.idlegrid.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.idlegrid.client.sample.Distance;
import io.idlegrid.client.sample.Square;
import io.idlegrid.client.sample.Wrong;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FunctionClassTest {

  static Stream<Arguments> wrong() {
    GridFunction<Integer, Integer> lambda = element -> element;
    GridFunction<Integer, Integer> anonymous =
        new GridFunction<>() {
          @Override
          public Integer apply(Integer element) {
            return element;
          }
        };
    class Local implements GridFunction<Integer, Integer> {
      @Override
      public Integer apply(Integer element) {
        return element;
      }
    }
    return Stream.of(
        Arguments.of(lambda.getClass(), "lambda"),
        Arguments.of(anonymous.getClass(), "anonymous"),
        Arguments.of(Local.class, "inside a method"),
        Arguments.of(Wrong.Inner.class, "not static"),
        Arguments.of(Wrong.Unfinished.class, "abstract"),
        Arguments.of(Wrong.NeedsArgument.class, "constructor"),
        Arguments.of(Wrong.Hidden.class, "constructor"),
        Arguments.of(Wrong.Generic.class, "generic"),
        Arguments.of(Wrong.Raw.class, "without types"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void refusesWhatNoDeviceCouldMake(Class<?> type, String reason) {
    GridException error = assertThrows(GridException.class, () -> FunctionClass.require(type));

    assertEquals("map.function", error.code());
    assertTrue(error.getMessage().contains(reason), error.getMessage());
  }

  @Test
  void readsTypesOffTheDeclaration() {
    assertEquals("java.lang.Long", FunctionClass.require(Square.class).resultType());
    assertEquals(
        "java.util.List<" + Distance.Point.class.getName() + ">",
        FunctionClass.require(Distance.class).elementType());
  }

  @Test
  void sendsNothingForAWrongClass() throws Exception {
    try (FakeCoordinator coordinator = new FakeCoordinator()) {
      assertThrows(
          GridException.class,
          () -> coordinator.grid().map(List.of(1), Wrong.Hidden.class).gather());

      assertTrue(coordinator.requests.isEmpty());
    }
  }
}
