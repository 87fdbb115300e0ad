package io.idlegrid.coordinator.edge.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.idlegrid.coordinator.edge.blobs.FileBlobStore;
import io.idlegrid.coordinator.flow.RefusedException;
import io.idlegrid.coordinator.flow.port.Datasets;
import io.idlegrid.protocol.store.Dataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lists of files in JSON, read entry by entry: a list may have millions. */
public final class JsonDatasets implements Datasets {

  /** How every list begins; ordinary data hardly does. */
  private static final byte[] START =
      ("{\"version\":" + Dataset.VERSION + ",\"files\":[").getBytes(StandardCharsets.US_ASCII);

  private final ObjectMapper json = new ObjectMapper();

  @Override
  public int startBytes() {
    return START.length;
  }

  @Override
  public boolean isDataset(byte[] start) {
    return Arrays.equals(start, START);
  }

  @Override
  public void read(InputStream in, Visitor visitor) throws IOException {
    try (JsonParser parser = json.createParser(in)) {
      while (parser.nextToken() != JsonToken.START_ARRAY) {
        if (parser.currentToken() == null) {
          throw damaged("it has no files");
        }
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        Dataset.Entry entry = parser.readValueAs(Dataset.Entry.class);
        if (entry.name() == null || !FileBlobStore.isName(String.valueOf(entry.sha256()))) {
          throw damaged("an entry lacks its name or hash");
        }
        if (!RelativePaths.isSafe(entry.name())) {
          throw RefusedException.invalid(
                  "data.path",
                  "/spec/data/source",
                  "file '" + entry.name() + "' is not named by a relative path that stays inside",
                  "name files relative to their common folder, without '..'")
              .with("file", entry.name());
        }
        visitor.file(entry.name(), entry.size(), entry.sha256());
      }
    } catch (JsonProcessingException e) {
      throw damaged(e.getOriginalMessage());
    }
  }

  private static RefusedException damaged(String why) {
    return RefusedException.invalid(
        "data.list", "/spec/data/source", "the list of files is damaged: " + why, "make it anew");
  }
}
