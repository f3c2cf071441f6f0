@NullMarked
package dev.intact.harness.migration;

import org.jspecify.annotations.NullMarked;
