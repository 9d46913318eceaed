/**
 * Arrow IPC as it comes from a client nobody has reason to trust: messages are cut out of the wire
 * with one copy, and everything that native code will later take for granted (lengths, offsets,
 * indices, text) is checked here first. What is wrong ends as IPC_INVALID, at bounded cost.
 */
@NullMarked
package dev.vane.flight.ipc;

import org.jspecify.annotations.NullMarked;
