package dev.vane.storage.delta.log;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a commit is still right on top of a version that another writer made first. The rules are
 * those of Delta's protocol for serializable writers: what changes how files are to be written
 * (protocol, metadata) conflicts with everything, a file can be removed once, and a commit that
 * read a part of the table conflicts with whatever was added to or removed from that part. An
 * append that read nothing commutes with other writers' files.
 */
final class ConflictRules {
  private final CommitPlan plan;
  private final Set<DataFile.Key> removed = new HashSet<>();

  ConflictRules(CommitPlan plan) {
    this.plan = plan;
    plan.removal().files().forEach(file -> removed.add(file.key()));
  }

  void check(CommittedVersion winner) throws CommitConflictException {
    Optional<String> reason = reason(winner);
    if (reason.isPresent()) {
      throw new CommitConflictException(
          winner.version(),
          "version %d%s %s"
              .formatted(
                  winner.version(),
                  winner.author().map(author -> " (" + author + ")").orElse(""),
                  reason.get()));
    }
  }

  private Optional<String> reason(CommittedVersion winner) {
    if (plan.base().isEmpty()) {
      return Optional.of("made the table");
    }
    if (winner.changesProtocol()) {
      return Optional.of("changed the table's protocol");
    }
    if (winner.changesMetadata()) {
      return Optional.of("changed the table's schema or properties");
    }
    if (plan.transactions().stream()
        .anyMatch(id -> winner.transactions().containsKey(id.application()))) {
      return Optional.of("is of the same producer");
    }
    if (winner.removes().stream().anyMatch(removed::contains)) {
      return Optional.of("removed a file that this commit removes too");
    }
    if (plan.reads().isNothing()) {
      return Optional.empty();
    }
    if (winner.adds().stream()
        .anyMatch(added -> added.dataChange() && plan.reads().includes(added.file()))) {
      return Optional.of("added rows to what this commit has read");
    }
    Set<DataFile.Key> gone = Set.copyOf(winner.removes());
    return !gone.isEmpty() && anyWasRead(gone)
        ? Optional.of("removed a file that this commit has read")
        : Optional.empty();
  }

  private boolean anyWasRead(Set<DataFile.Key> gone) {
    List<DataFile> files = plan.base().map(LogSnapshot::files).orElse(List.of());
    return files.stream()
        .anyMatch(file -> gone.contains(file.key()) && plan.reads().includes(file));
  }
}
