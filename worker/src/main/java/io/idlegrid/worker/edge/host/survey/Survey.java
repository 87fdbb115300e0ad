package io.idlegrid.worker.edge.host.survey;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.idlegrid.protocol.device.Hardware;
import io.idlegrid.protocol.device.Hardware.Disk;
import io.idlegrid.protocol.device.Hardware.NetworkPort;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.ComputerSystem;
import oshi.hardware.HWDiskStore;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.hardware.PowerSource;

/** The program that looks at the hardware once and prints what it found as one JSON document. */
public final class Survey {

  private final HardwareAbstractionLayer layer;
  private final Path sys;

  /**
   * @param sys what stands for {@code /sys}
   */
  Survey(HardwareAbstractionLayer layer, Path sys) {
    this.layer = layer;
    this.sys = sys;
  }

  /** Takes no arguments. */
  public static void main(String[] args) throws IOException {
    // Whatever a library prints must not end up in the document.
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    System.setOut(System.err);
    Survey survey = new Survey(new SystemInfo().getHardware(), Path.of("/sys"));
    out.println(JsonMapper.builder().build().writeValueAsString(survey.hardware()));
    out.flush();
    // Threads of a library are no reason to stay.
    System.exit(0);
  }

  Hardware hardware() {
    CentralProcessor processor = layer.getProcessor();
    return new Hardware(
        model(layer.getComputerSystem()),
        Known.text(processor.getProcessorIdentifier().getName()),
        Known.count(processor.getPhysicalProcessorCount()),
        Known.millions(processor.getMaxFreq()),
        disks(),
        networks(),
        sensors());
  }

  /** Without a firmware that names the maker, OSHI names that of the processor. */
  private @Nullable String model(ComputerSystem computer) {
    boolean isNamed = Files.isReadable(sys.resolve("class/dmi/id/sys_vendor"));
    return Known.model(
        isNamed ? Known.text(computer.getManufacturer()) : null, Known.text(computer.getModel()));
  }

  /** A disk has a device behind it; one in memory or in a file has none. */
  private List<Disk> disks() {
    List<Disk> disks = new ArrayList<>();
    for (HWDiskStore store : layer.getDiskStores()) {
      String name = store.getName().replaceFirst("^/dev/", "");
      if (store.getSize() > 0 && Files.exists(sys.resolve("block/" + name + "/device"))) {
        disks.add(new Disk(name, Known.text(store.getModel()), store.getSize(), solid(name)));
      }
    }
    disks.sort(Comparator.comparing(Disk::name));
    return disks;
  }

  /** OSHI does not say. Of the disk of a virtual machine the kernel does not know it either. */
  private @Nullable Boolean solid(String name) {
    if (name.startsWith("vd") || name.startsWith("xvd")) {
      return null;
    }
    try {
      String turns =
          Files.readString(
              sys.resolve("block/" + name + "/queue/rotational"), StandardCharsets.US_ASCII);
      return turns.strip().equals("0");
    } catch (IOException unknown) {
      return null;
    }
  }

  /** A port has a device behind it; a bridge or a tunnel has none. */
  private List<NetworkPort> networks() {
    return layer.getNetworkIFs().stream()
        .filter(port -> Files.exists(sys.resolve("class/net/" + port.getName() + "/device")))
        .sorted(Comparator.comparing(NetworkIF::getName))
        .map(port -> new NetworkPort(port.getName(), Known.millions(port.getSpeed())))
        .toList();
  }

  private List<String> sensors() {
    List<String> found = new ArrayList<>();
    if (Known.isTemperature(layer.getSensors().getCpuTemperature())) {
      found.add("temperature");
    }
    // A fan may stand still.
    if (Arrays.stream(layer.getSensors().getFanSpeeds()).anyMatch(speed -> speed >= 0)) {
      found.add("fan");
    }
    if (layer.getPowerSources().stream().anyMatch(Survey::isBattery)) {
      found.add("battery");
    }
    return found;
  }

  /** A source without a capacity is OSHI's way to say that there is none. */
  private static boolean isBattery(PowerSource source) {
    return source.getMaxCapacity() > 0 && source.getRemainingCapacityPercent() > 0;
  }
}
