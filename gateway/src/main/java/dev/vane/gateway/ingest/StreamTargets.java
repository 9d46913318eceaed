package dev.vane.gateway.ingest;

import dev.vane.config.DeltaOptions;
import dev.vane.config.StreamConfiguration;
import dev.vane.config.VaneConfiguration;
import dev.vane.gateway.catalog.Backends;
import dev.vane.gateway.catalog.CatalogService;
import dev.vane.gateway.catalog.TablePath;
import dev.vane.spi.Capability;
import dev.vane.spi.ErrorCode;
import dev.vane.spi.Names;
import dev.vane.spi.SchemaMode;
import dev.vane.spi.Storage;
import dev.vane.spi.Suggestions;
import dev.vane.spi.TableId;
import dev.vane.spi.VaneException;
import dev.vane.spi.WriteMode;
import dev.vane.spi.WriteOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Resolves a stream's target. What the command says wins over the stream's configuration, that over
 * the defaults. A backend named by the command's path, the command or the stream's configuration is
 * taken; a bare name without any of these is the one table of that name wherever it is, or is
 * created in the default backend.
 */
final class StreamTargets {
  private final VaneConfiguration configuration;
  private final Backends backends;
  private final CatalogService catalog;

  StreamTargets(VaneConfiguration configuration, Backends backends, CatalogService catalog) {
    this.configuration = configuration;
    this.backends = backends;
    this.catalog = catalog;
  }

  StreamTarget resolve(IngestCommand command) {
    StreamConfiguration stream = configured(command.stream());
    TablePath path =
        TablePath.of(
            command
                .table()
                .orElseGet(() -> List.of(stream.targetTable().orElse(command.stream()))));
    Storage storage = backend(command, stream, path);
    WriteOptions options = options(command, stream);
    requireCapabilities(storage, options);
    require(
        storage,
        Capability.PARTITION_OVERWRITE,
        command.filters().isPresent(),
        "mode overwrite with filters");
    TableId wanted = path.in(storage.name());
    return new StreamTarget(
        command.stream(), storage, storage.find(wanted).orElse(wanted), options);
  }

  private StreamConfiguration configured(String stream) {
    Map<String, StreamConfiguration> byName = configuration.streams().byName();
    StreamConfiguration found = byName.get(stream);
    if (found != null) {
      return found;
    }
    if (!configuration.streams().autoCreate()) {
      throw new VaneException(
          ErrorCode.STREAM_UNKNOWN,
          "There is no stream %s, and streams.auto_create is false.%s Configure it under streams, or set streams.auto_create to true."
              .formatted(Names.quoted(stream), Suggestions.hint(stream, byName.keySet())));
    }
    return StreamConfiguration.EMPTY;
  }

  private Storage backend(IngestCommand command, StreamConfiguration stream, TablePath path) {
    if (path.backend().isPresent()
        && command.backend().isPresent()
        && !path.backend().equals(command.backend())) {
      throw new VaneException(
          ErrorCode.COMMAND_INVALID,
          "storage_backend is %s and the table's path says %s; give one of them."
              .formatted(
                  Names.quoted(command.backend().get()), Names.quoted(path.backend().get())));
    }
    Optional<String> named = path.backend().or(command::backend).or(stream::storageBackend);
    if (named.isPresent()) {
      return backends.require(named.get());
    }
    return catalog.holder(path).orElseGet(() -> backends.require(configuration.storageBackend()));
  }

  private WriteOptions options(IngestCommand command, StreamConfiguration stream) {
    SchemaMode schemaMode =
        command
            .schemaMode()
            .orElseGet(
                () ->
                    SchemaMode.valueOf(
                        stream
                            .schemaMode()
                            .orElse(configuration.defaults().schemaMode())
                            .toUpperCase(Locale.ROOT)));
    DeltaOptions delta = stream.deltaOptions();
    Map<String, String> options = new HashMap<>();
    delta.compression().ifPresent(value -> options.put("compression", value));
    delta.targetFileSize().ifPresent(value -> options.put("target_file_size", value.toString()));
    delta.emptyPartition().ifPresent(value -> options.put("empty_partition", value));
    delta.autoCompact().ifPresent(value -> options.put("auto_compact", value.toString()));
    options.putAll(command.deltaOptions());
    return new WriteOptions(
        command.mode(),
        schemaMode,
        stream.chunkSize().orElse(configuration.defaults().chunkSize()),
        command.partitionBy().orElse(delta.partitionBy()),
        options,
        command.key());
  }

  private static void requireCapabilities(Storage storage, WriteOptions options) {
    require(storage, Capability.OVERWRITE, options.mode() == WriteMode.OVERWRITE, "mode overwrite");
    require(storage, Capability.UPSERT, options.mode() == WriteMode.UPSERT, "mode upsert");
    require(
        storage,
        Capability.SCHEMA_MERGE,
        options.schemaMode() == SchemaMode.MERGE,
        "schema_mode merge");
    require(
        storage,
        Capability.PARTITIONING,
        !options.partitionBy().isEmpty(),
        "delta_options.partition_by");
  }

  private static void require(Storage storage, Capability capability, boolean asked, String what) {
    if (asked && !storage.capabilities().contains(capability)) {
      throw new VaneException(
          ErrorCode.OPTION_UNSUPPORTED,
          "%s is not offered by the %s backend. Leave it out, or choose another storage_backend."
              .formatted(what, storage.name()));
    }
  }
}
