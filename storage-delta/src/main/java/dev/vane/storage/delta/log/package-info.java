/**
 * What the backend needs of a Delta log, free of any library: snapshots, active files, commits. A
 * library is one implementation of {@link dev.vane.storage.delta.log.DeltaLogLibrary}; nothing here
 * names one, and nothing here knows how data files are read or written.
 */
@NullMarked
package dev.vane.storage.delta.log;

import org.jspecify.annotations.NullMarked;
