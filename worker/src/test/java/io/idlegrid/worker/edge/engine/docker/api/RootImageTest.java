package io.idlegrid.worker.edge.engine.docker.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.api.command.InspectImageResponse;
import io.idlegrid.worker.edge.engine.docker.message.Reply;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RootImageTest {

  @Test
  void volumesAreNamedAsEnginesReadThem() throws Exception {
    assertEquals(Set.of("/kept"), RootImage.of("shell", declaring("/some/../kept/")).volumes());
  }

  @Test
  void aVolumeThatIsNoPathIsTheImagesFaultAndNotTheDevices() throws Exception {
    InspectImageResponse image = declaring("/ke\\u0000pt");

    EngineFailure failure = assertThrows(EngineFailure.class, () -> RootImage.of("shell", image));

    Reply.Failed told = EngineFailure.of(1, failure);
    assertEquals(Reply.Kind.REFUSED, told.kind());
    assertTrue(
        told.text().startsWith("image shell declares a volume that is no path"), told.text());
  }

  private static InspectImageResponse declaring(String volume) throws Exception {
    return JsonMapper.builder()
        .build()
        .readValue(
            "{\"Id\":\"sha256:1\",\"Config\":{\"Volumes\":{\"%s\":{}}}}".formatted(volume),
            InspectImageResponse.class);
  }
}
