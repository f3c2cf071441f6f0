/** PostgreSQL: its catalog read, its sessions kept, and every primitive operation said in its words. */
@NullMarked
package dev.intact.postgres;

import org.jspecify.annotations.NullMarked;
