/**
 * The application, free of any wire and of any backend's name: what is done with a stream that
 * comes in, a question that is asked, an action that is called. Wires translate their messages into
 * these calls; backends and the engine come by ServiceLoader.
 */
@NullMarked
package dev.vane.gateway;

import org.jspecify.annotations.NullMarked;
