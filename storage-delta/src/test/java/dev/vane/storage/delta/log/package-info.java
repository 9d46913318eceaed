/** What every library of logs has to do, as one test, and the tables that it is done to. */
@NullMarked
package dev.vane.storage.delta.log;

import org.jspecify.annotations.NullMarked;
