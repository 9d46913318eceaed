package dev.vane.gateway.ingest;

import dev.vane.spi.Storage;
import dev.vane.spi.TableId;
import dev.vane.spi.WriteOptions;

/** Where a stream goes and how it is written: the command, the configuration and the defaults. */
record StreamTarget(String stream, Storage storage, TableId table, WriteOptions options) {}
