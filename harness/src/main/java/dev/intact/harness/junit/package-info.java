/** Fresh databases as parameters of JUnit tests. */
@NullMarked
package dev.intact.harness.junit;

import org.jspecify.annotations.NullMarked;
