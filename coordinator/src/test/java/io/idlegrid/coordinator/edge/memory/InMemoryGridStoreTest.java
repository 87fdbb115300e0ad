package io.idlegrid.coordinator.edge.memory;

import io.idlegrid.coordinator.flow.port.GridStore;
import io.idlegrid.coordinator.flow.port.GridStoreContract;

class InMemoryGridStoreTest extends GridStoreContract {

  private final GridStore store = new InMemoryGridStore();

  @Override
  protected GridStore store() {
    return store;
  }
}
