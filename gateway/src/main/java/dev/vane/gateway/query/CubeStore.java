package dev.vane.gateway.query;

import dev.vane.spi.ErrorCode;
import dev.vane.spi.ScratchTable;
import dev.vane.spi.VaneException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Cubes that were computed, each of one question over one version of a table, kept in the engine's
 * scratch area within a byte budget. A cube in use is never dropped; of the others the one unused
 * for longest goes first. A cube can be found by its question, so that asking again costs nothing,
 * and by its id, so that a ticket gives exactly the answer that was described. Safe for many
 * threads.
 */
final class CubeStore implements AutoCloseable {
  private final long budget;
  private final Map<String, Cube> byId = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, String> idByQuestion = new LinkedHashMap<>();
  private long bytes;

  /**
   * @param budget limits.scratch
   */
  CubeStore(long budget) {
    this.budget = budget;
  }

  /** A cube and how many answers read it. */
  private static final class Cube {
    private final String id;
    private final String question;
    private final PinnedCube content;
    private final ScratchTable table;
    private int readers;

    Cube(String id, String question, PinnedCube content) {
      this.id = id;
      this.question = question;
      this.content = content;
      this.table = content.table();
    }
  }

  /** The right to read a cube until closed. */
  record Lease(String id, PinnedCube cube, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }

  /** The cube of a ticket, if it is still kept. */
  synchronized Optional<Lease> byId(String id) {
    return Optional.ofNullable(byId.get(id)).map(this::lease);
  }

  /** The cube of a question, if one is kept. */
  synchronized Optional<Lease> byQuestion(String question) {
    return Optional.ofNullable(idByQuestion.get(question)).flatMap(this::byId);
  }

  /**
   * Keeps a cube, dropping unused ones to make room.
   *
   * @throws VaneException {@link ErrorCode#LIMIT_SCRATCH} when it does not fit; it is then closed
   */
  synchronized Lease add(String question, PinnedCube content) {
    long size = content.table().bytes();
    makeRoom(size);
    if (bytes + size > budget) {
      content.table().close();
      throw new VaneException(
          ErrorCode.LIMIT_SCRATCH,
          "The pivot's cube takes %,d bytes, and limits.scratch allows %,d, of which %,d are being read. Ask for fewer rows, columns or measures, or raise the limit."
              .formatted(size, budget, bytes));
    }
    Cube cube = new Cube(UUID.randomUUID().toString(), question, content);
    byId.put(cube.id, cube);
    idByQuestion.put(question, cube.id);
    bytes += size;
    return lease(cube);
  }

  /** Bytes kept. */
  synchronized long bytes() {
    return bytes;
  }

  /** Cubes kept. */
  synchronized long count() {
    return byId.size();
  }

  @Override
  public synchronized void close() {
    byId.values().forEach(cube -> cube.table.close());
    byId.clear();
    idByQuestion.clear();
    bytes = 0;
  }

  private Lease lease(Cube cube) {
    cube.readers++;
    return new Lease(cube.id, cube.content, () -> release(cube));
  }

  private synchronized void release(Cube cube) {
    cube.readers--;
  }

  private void makeRoom(long size) {
    Iterator<Cube> oldestFirst = byId.values().iterator();
    while (bytes + size > budget && oldestFirst.hasNext()) {
      Cube cube = oldestFirst.next();
      if (cube.readers == 0) {
        oldestFirst.remove();
        idByQuestion.remove(cube.question, cube.id);
        bytes -= cube.table.bytes();
        cube.table.close();
      }
    }
  }
}
