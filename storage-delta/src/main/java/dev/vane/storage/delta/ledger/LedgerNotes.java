package dev.vane.storage.delta.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vane.spi.BatchDigest;
import dev.vane.spi.LedgerEntry;
import dev.vane.spi.ProducerKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The entries of a commit in full, as the text that it carries in {@code userMetadata}: a field of
 * the history that every engine leaves alone and no table feature is needed for. It goes when the
 * log's retention removes the commit's file.
 */
final class LedgerNotes {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ROOT = "vane";
  private static final String ENTRIES = "ledger";

  private LedgerNotes() {}

  /**
   * One entry.
   *
   * @param previous the version that has the producer's entry before this one
   */
  record Note(LedgerEntry entry, OptionalLong previous) {}

  static String write(List<Note> notes) {
    ObjectNode text = MAPPER.createObjectNode();
    ArrayNode entries = text.putObject(ROOT).putArray(ENTRIES);
    for (Note note : notes) {
      LedgerEntry entry = note.entry();
      ObjectNode node = entries.addObject();
      node.put("stream", entry.key().stream());
      node.put("kind", entry.key().kind().name());
      node.put("id", entry.key().id());
      node.put("epoch", entry.epoch());
      node.put("firstOffset", entry.firstOffset());
      node.put("lastOffset", entry.lastOffset());
      node.put("rows", entry.rows());
      node.put("records", entry.records());
      node.put("bytes", entry.bytes());
      node.put("digest", encode(List.of(entry.digest())));
      node.put("digests", encode(entry.digests()));
      note.previous().ifPresent(version -> node.put("previous", version));
    }
    try {
      return MAPPER.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The entry of a key; empty when the text has none, whoever wrote it. */
  static Optional<Note> read(String text, ProducerKey key) {
    try {
      for (JsonNode node : MAPPER.readTree(text).path(ROOT).path(ENTRIES)) {
        if (node.path("stream").asText().equals(key.stream())
            && node.path("kind").asText().equals(key.kind().name())
            && node.path("id").asText().equals(key.id())) {
          return Optional.of(note(key, node));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // Another program's text, or one that somebody changed, is as good as none.
    }
    return Optional.empty();
  }

  private static Note note(ProducerKey key, JsonNode node) {
    LedgerEntry entry =
        new LedgerEntry(
            key,
            node.path("epoch").asLong(),
            node.path("firstOffset").asLong(),
            node.path("lastOffset").asLong(),
            node.path("rows").asLong(),
            node.path("records").asLong(),
            node.path("bytes").asLong(),
            decode(node.path("digest").asText()).stream().findFirst().orElse(BatchDigest.EMPTY),
            decode(node.path("digests").asText()));
    return new Note(
        entry,
        node.hasNonNull("previous")
            ? OptionalLong.of(node.get("previous").asLong())
            : OptionalLong.empty());
  }

  private static String encode(List<BatchDigest> digests) {
    return Base64.getEncoder().encodeToString(BatchDigest.write(digests));
  }

  private static List<BatchDigest> decode(String text) {
    return BatchDigest.read(Base64.getDecoder().decode(text));
  }
}
