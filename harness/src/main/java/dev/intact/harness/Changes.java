package dev.intact.harness;

import dev.intact.Intact;
import dev.intact.operation.Change;
import java.util.List;
import javax.sql.DataSource;

/** Changes, known by their content. Nobody else is there to be kept waiting, so each is one transaction. */
record Changes(List<Change> changes) implements Migration {
    Changes {
        changes = List.copyOf(changes);
    }

    @Override
    public void migrate(DataSource dataSource) {
        var intact = Intact.using(dataSource).atomic();
        changes.forEach(intact::apply);
    }
}
