package io.idlegrid.coordinator.edge.ignite;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.idlegrid.coordinator.domain.fleet.DeviceId;
import io.idlegrid.coordinator.domain.job.JobId;
import io.idlegrid.coordinator.domain.split.SplitPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;

/**
 * Rows as bytes: one byte of format version, then CBOR. Fields may be added; a reader fills what is
 * missing and a row of a later version is refused.
 */
final class RowCodec {

  private static final int VERSION = 1;

  private final ObjectMapper cbor =
      CBORMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .addModule(
              new SimpleModule()
                  .addSerializer(new BitSetSerializer())
                  .addDeserializer(BitSet.class, new BitSetDeserializer()))
          // A row is its components: what a record answers about itself is not stored, and was
          // stored by mistake in older rows.
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .addMixIn(JobId.class, JobIdAsText.class)
          .addMixIn(DeviceId.class, DeviceIdAsText.class)
          .addMixIn(SplitPlan.class, NamedPlan.class)
          .build();

  byte[] encode(Object row) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream(256);
      out.write(VERSION);
      cbor.writeValue(out, row);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode " + row.getClass().getSimpleName(), e);
    }
  }

  <T> T decode(byte[] bytes, Class<T> type) {
    if (bytes.length == 0 || bytes[0] != VERSION) {
      throw new IllegalStateException(
          "a stored %s has format version %s, this program reads version %d: run a newer one"
              .formatted(
                  type.getSimpleName(), bytes.length == 0 ? "none" : bytes[0] + "", VERSION));
    }
    try {
      return cbor.readValue(bytes, 1, bytes.length - 1, type);
    } catch (IOException e) {
      throw new UncheckedIOException("a stored " + type.getSimpleName() + " is damaged", e);
    }
  }

  abstract static class JobIdAsText {
    @JsonCreator
    JobIdAsText(String value) {}

    @JsonValue
    abstract String value();
  }

  abstract static class DeviceIdAsText {
    @JsonCreator
    DeviceIdAsText(String value) {}

    @JsonValue
    abstract String value();
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = SplitPlan.Range.class, name = "range"),
    @JsonSubTypes.Type(value = SplitPlan.Sweep.class, name = "sweep"),
    @JsonSubTypes.Type(value = SplitPlan.Indexed.class, name = "indexed")
  })
  private interface NamedPlan {}

  private static final class BitSetSerializer extends StdSerializer<BitSet> {
    private static final long serialVersionUID = 1;

    BitSetSerializer() {
      super(BitSet.class);
    }

    @Override
    public void serialize(BitSet bits, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeBinary(bits.toByteArray());
    }
  }

  private static final class BitSetDeserializer extends StdDeserializer<BitSet> {
    private static final long serialVersionUID = 1;

    BitSetDeserializer() {
      super(BitSet.class);
    }

    @Override
    public BitSet deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return BitSet.valueOf(in.getBinaryValue());
    }
  }
}
