/** Tests of the log, on the disk and on files that can be made to fail. */
@org.jspecify.annotations.NullMarked
package dev.vane.log;
