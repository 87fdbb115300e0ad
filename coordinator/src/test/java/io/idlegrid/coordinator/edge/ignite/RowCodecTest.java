package io.idlegrid.coordinator.edge.ignite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.idlegrid.coordinator.domain.access.Account;
import io.idlegrid.coordinator.domain.access.Role;
import io.idlegrid.coordinator.domain.access.Scope;
import io.idlegrid.coordinator.domain.access.Token;
import io.idlegrid.coordinator.domain.credit.Standing;
import io.idlegrid.coordinator.domain.fleet.Device;
import io.idlegrid.coordinator.domain.fleet.Device.Duty;
import io.idlegrid.coordinator.domain.fleet.DeviceFacts;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.fleet.LendingHours;
import io.idlegrid.coordinator.domain.image.ImageOrigin;
import io.idlegrid.coordinator.domain.image.RegistryFile;
import io.idlegrid.coordinator.given.GivenDevice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowCodecTest {

  private final RowCodec codec = new RowCodec();
  private final ObjectMapper cbor = new CBORMapper();

  @Test
  void aRowThatAnswersQuestionsAboutItselfComesBackAsItWas() {
    Standing standing = Standing.NEW.validated(3.5, false);

    assertEquals(standing, codec.decode(codec.encode(standing), Standing.class));
  }

  @Test
  void whatARecordAnswersAboutItselfIsNotStored() throws IOException {
    byte[] row = codec.encode(Standing.NEW);

    Map<?, ?> fields = cbor.readValue(row, 1, row.length - 1, Map.class);

    assertEquals(5, fields.size(), fields.toString());
  }

  @Test
  void anOlderRowWithSuchAnAnswerIsStillRead() throws IOException {
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    row.write(1);
    cbor.writeValue(
        row,
        Map.of(
            "creditSeconds", 2.0, "validated", 1, "dissented", 0, "probation", 0, "trusted", true));

    assertEquals(new Standing(2, 1, 0, 0, 0), codec.decode(row.toByteArray(), Standing.class));
  }

  @Test
  void accountsAndTokensFromBeforePasswordsAndScopesAreRead() throws IOException {
    Instant then = Instant.parse("2026-01-01T00:00:00Z");
    byte[] account =
        row(Map.of("name", "ada", "roles", List.of("VIEWER"), "createdAt", then.toString()));
    byte[] token =
        row(Map.of("hash", "h", "account", "ada", "label", "x", "createdAt", then.toString()));

    assertEquals(
        new Account("ada", Set.of(Role.VIEWER), then), codec.decode(account, Account.class));
    Token read = codec.decode(token, Token.class);
    assertEquals(Set.of(Scope.ALL), read.scopes());
    assertEquals(Optional.empty(), read.lastUsedAt());
    Account shutOut = new Account("ada", Set.of(Role.VIEWER), then).shutOut(true);
    assertEquals(shutOut, codec.decode(codec.encode(shutOut), Account.class));
  }

  @Test
  void devicesFromBeforeTheirHoursAreLentAlways() throws IOException {
    Instant then = Instant.parse("2026-01-01T00:00:00Z");
    Device before =
        new Device(
            new DeviceId("d-12345678"), "ada", "cam", "00", then, Optional.empty(), Duty.LEND, .01);
    byte[] row =
        row(
            Map.of(
                "id",
                "d-12345678",
                "owner",
                "ada",
                "name",
                "cam",
                "keyHash",
                "00",
                "joinedAt",
                then.toString(),
                "duty",
                "LEND",
                "risk",
                .01));
    Device since =
        before.withHours(
            Optional.of(LendingHours.parse("mon-fri 18:00-08:00", ZoneId.of("Europe/Berlin"))));

    assertEquals(before, codec.decode(row, Device.class));
    assertEquals(since, codec.decode(codec.encode(since), Device.class));
  }

  private byte[] row(Map<String, ?> fields) throws IOException {
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    row.write(1);
    cbor.writeValue(row, fields);
    return row.toByteArray();
  }

  @Test
  void aDeviceFromBeforeTheSurveyHasNoHardware() throws IOException {
    DeviceFacts facts = new GivenDevice(1).facts();
    byte[] now = codec.encode(facts);
    Map<String, Object> fields =
        cbor.readValue(now, 1, now.length - 1, new TypeReference<Map<String, Object>>() {});
    assertTrue(fields.containsKey("hardware"));
    fields.remove("hardware");
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    row.write(1);
    cbor.writeValue(row, fields);

    assertEquals(facts, codec.decode(row.toByteArray(), DeviceFacts.class));
  }

  @Test
  void anOriginFromBeforeItsFilesWereKeptNamesNone() throws IOException {
    Instant then = Instant.parse("2026-01-01T00:00:00Z");
    ImageOrigin origin =
        new ImageOrigin(
            "ada",
            "count",
            "mirror.lan:5000/count:1",
            List.of(),
            false,
            "sha256:1",
            then,
            "sha256:1",
            then,
            Optional.empty(),
            Map.of("id", List.of(new RegistryFile("sha256:2", 3))),
            Map.of("old", List.of(new RegistryFile("sha256:4", 5))));
    byte[] now = codec.encode(origin);
    Map<String, Object> fields =
        cbor.readValue(now, 1, now.length - 1, new TypeReference<Map<String, Object>>() {});
    fields.remove("layers");
    fields.remove("earlier");

    assertEquals(origin, codec.decode(now, ImageOrigin.class));
    assertEquals(List.of(), codec.decode(row(fields), ImageOrigin.class).files("id"));
  }

  @Test
  void aRowOfALaterVersionIsRefused() {
    byte[] row = codec.encode(Standing.NEW);
    row[0] = 2;

    assertThrows(IllegalStateException.class, () -> codec.decode(row, Standing.class));
  }
}
