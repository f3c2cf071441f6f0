/** Changes as migrations of <a href="https://documentation.red-gate.com/fd">Flyway</a> 11, 12 or 13, an optional dependency. */
@NullMarked
package dev.intact.flyway;

import org.jspecify.annotations.NullMarked;
