package dev.intact.catalog;

import java.util.Set;

/**
 * The connected database.
 *
 * @param product its name: {@code PostgreSQL}, {@code SQLite}
 * @param version its version, as it says it
 * @param maxNameBytes how long a name can be, in bytes of UTF-8
 * @param features what it can do
 */
public record Server(String product, String version, int maxNameBytes, Set<Feature> features) {
    public Server {
        features = Set.copyOf(features);
    }

    /** {@return whether it can do this} */
    public boolean can(Feature feature) {
        return features.contains(feature);
    }

    @Override
    public String toString() {
        return product + " " + version;
    }
}
