/** Which gateway a command talks to: addresses and the profiles of the user's own file. */
@NullMarked
package dev.vane.cli.server;

import org.jspecify.annotations.NullMarked;
