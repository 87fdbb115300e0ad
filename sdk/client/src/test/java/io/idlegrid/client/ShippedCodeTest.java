package io.idlegrid.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.idlegrid.client.sample.Square;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedCodeTest {

  private static final String SQUARE = "io/idlegrid/client/sample/Square.class";

  @TempDir private Path folder;
  private byte[] square = {};

  @BeforeEach
  void copyClass() throws Exception {
    try (InputStream in = Square.class.getResourceAsStream("/" + SQUARE)) {
      square = Objects.requireNonNull(in).readAllBytes();
    }
    write("classes/" + SQUARE, square);
  }

  @Test
  void shipsTheClassPathWithoutWhatOnlyTheClientNeeds() throws Exception {
    List<Path> entries =
        List.of(
            folder.resolve("classes"),
            Objects.requireNonNull(ClassPath.home(GridApi.class)),
            Objects.requireNonNull(ClassPath.home(YAMLFactory.class)),
            Objects.requireNonNull(ClassPath.home(ObjectMapper.class)));

    try (ShippedCode code = ShippedCode.gather(Square.class, entries)) {
      List<Path> files = code.files();

      // The runner, the user's classes, and of Jackson: databind, core, annotations.
      assertEquals(5, files.size());
      assertTrue(names(files.get(0)).contains("io/idlegrid/client/map/Runner.class"));
      assertEquals(List.of(SQUARE), names(files.get(1)));
      assertFalse(files.contains(ClassPath.home(YAMLFactory.class)));
    }
  }

  @Test
  void shipsALibraryOfTheClientThatAClassOfTheUserNames() throws Exception {
    Path yaml = Objects.requireNonNull(ClassPath.home(YAMLFactory.class));
    write(
        "classes/Uses.class",
        constantPoolNaming("com/fasterxml/jackson/dataformat/yaml/YAMLFactory"));

    try (ShippedCode code =
        ShippedCode.gather(Square.class, List.of(folder.resolve("classes"), yaml))) {
      assertTrue(code.files().contains(yaml));
    }
  }

  @Test
  void packsTheSameFolderIntoTheSameJar() throws Exception {
    write("classes/a/b", new byte[] {1});
    Path one = folder.resolve("one.jar");
    Path two = folder.resolve("two.jar");

    CodeJar.pack(folder.resolve("classes"), one);
    Files.setLastModifiedTime(
        folder.resolve("classes/a/b"), java.nio.file.attribute.FileTime.fromMillis(1));
    CodeJar.pack(folder.resolve("classes"), two);

    assertEquals(Hashes.of(one), Hashes.of(two));
  }

  @Test
  void findsTheClassPathOfThisProgram() {
    List<Path> entries = ClassPath.of(Square.class);

    assertTrue(entries.contains(ClassPath.home(Square.class)), entries.toString());
    assertTrue(entries.contains(ClassPath.home(ObjectMapper.class)), entries.toString());
  }

  @Test
  void refusesByteCodeNewerThanTheDevicesJava() throws Exception {
    write("classes/" + SQUARE, forJava(21, 0));
    List<Path> entries = List.of(folder.resolve("classes"));

    try (ShippedCode code = ShippedCode.gather(Square.class, entries)) {
      GridException error = assertThrows(GridException.class, () -> code.requireRunsOn(17));

      assertEquals("map.java", error.code());
      assertTrue(error.getMessage().contains("Square"), error.getMessage());
      assertTrue(error.getMessage().contains("Java 21"), error.getMessage());
      assertTrue(error.hint().orElseThrow().contains(".java(21)"));
      code.requireRunsOn(21);
    }
  }

  @Test
  void passesOverVariantsForNewerJavas() throws Exception {
    write("classes/META-INF/versions/21/" + SQUARE, forJava(21, 0));

    try (ShippedCode code = ShippedCode.gather(Square.class, List.of(folder.resolve("classes")))) {
      code.requireRunsOn(17);
    }
  }

  @Test
  void refusesPreviewFeatures() throws Exception {
    write("classes/" + SQUARE, forJava(17, 0xffff));

    try (ShippedCode code = ShippedCode.gather(Square.class, List.of(folder.resolve("classes")))) {
      GridException error = assertThrows(GridException.class, () -> code.requireRunsOn(17));

      assertTrue(error.getMessage().contains("preview"), error.getMessage());
    }
  }

  @Test
  void saysThatTheFunctionIsNotOnTheClassPath() {
    List<Path> entries = List.of(Objects.requireNonNull(ClassPath.home(ObjectMapper.class)));

    GridException error =
        assertThrows(GridException.class, () -> ShippedCode.gather(Square.class, entries));

    assertEquals("map.class-path", error.code());
  }

  @Test
  void sendsNothingWhenByteCodeIsTooNew() throws Exception {
    write("classes/" + SQUARE, forJava(21, 0));

    try (FakeCoordinator coordinator = new FakeCoordinator()) {
      GridMap<Integer, Long> map =
          coordinator
              .grid()
              .map(List.of(1, 2), Square.class)
              .classPath(List.of(folder.resolve("classes")));

      assertThrows(GridException.class, map::gather);

      assertTrue(coordinator.requests.isEmpty());
    }
  }

  private byte[] forJava(int feature, int minor) {
    byte[] changed = square.clone();
    changed[4] = (byte) (minor >> 8);
    changed[5] = (byte) minor;
    changed[7] = (byte) (44 + feature);
    return changed;
  }

  /** As much of a class file as is looked at: magic, version, and a constant that names a class. */
  private static byte[] constantPoolNaming(String name) throws Exception {
    var bytes = new java.io.ByteArrayOutputStream();
    try (var out = new java.io.DataOutputStream(bytes)) {
      out.writeInt(0xCAFEBABE);
      out.writeShort(0);
      out.writeShort(61);
      out.writeShort(5);
      out.writeByte(5);
      out.writeLong(1);
      out.writeByte(1);
      out.writeUTF("[L" + name + ";");
      out.writeByte(7);
      out.writeShort(3);
    }
    return bytes.toByteArray();
  }

  private void write(String name, byte[] content) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static List<String> names(Path jar) throws Exception {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(entry -> entry.getName()).toList();
    }
  }
}
