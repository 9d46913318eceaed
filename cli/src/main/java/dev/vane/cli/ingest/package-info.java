/** What sending files means: which columns they have, what became durable, what a Ctrl-C leaves. */
@NullMarked
package dev.vane.cli.ingest;

import org.jspecify.annotations.NullMarked;
