package dev.vane.spi.maintenance;

import dev.vane.spi.Storage;

/** A backend whose tables can be maintained. */
public interface MaintainedStorage extends Storage {
  TableMaintenance maintenance();

  /** What was done without being asked. */
  AutomaticMaintenance automatic();
}
