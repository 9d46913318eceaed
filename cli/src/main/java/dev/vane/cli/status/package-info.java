/** What a gateway's metrics say of it: read over HTTP, and shown as a page for people. */
@NullMarked
package dev.vane.cli.status;

import org.jspecify.annotations.NullMarked;
