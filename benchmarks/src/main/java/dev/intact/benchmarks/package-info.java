/** What Intact costs beside doing the same by hand, in one run: {@code mvn -q -Pbenchmarks compile}. */
@NullMarked
package dev.intact.benchmarks;

import org.jspecify.annotations.NullMarked;
