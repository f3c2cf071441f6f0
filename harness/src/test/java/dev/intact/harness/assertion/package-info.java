@NullMarked
package dev.intact.harness.assertion;

import org.jspecify.annotations.NullMarked;
