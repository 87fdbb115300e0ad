package io.idlegrid.coordinator.edge.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a downloaded file is called. */
class BytesTest {

  @Test
  void aNameOfAnyLanguageIsKept() {
    assertEquals("attachment; filename=\"counts.txt\"", Bytes.disposition("counts.txt"));
    assertEquals(
        "attachment; filename=\"___1.txt\"; filename*=UTF-8''%E7%BB%93%E6%9E%9C%201.txt",
        Bytes.disposition("结果 1.txt"));
  }

  @Test
  void nothingInANameEndsTheHeader() {
    assertEquals(
        "attachment; filename=\"a____b___c\"; filename*=UTF-8''a%22%3B%0D%0Ab%27%2A%25c",
        Bytes.disposition("a\";\r\nb'*%c"));
  }
}
