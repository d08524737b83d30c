package example.skerry.sailings;

import java.time.Duration;
import java.time.Instant;

/** One departure. Times are instants; port time is for people. */
public record Sailing(String id, String vessel, Instant planned, Instant expected, State state) {

    public enum State { SCHEDULED, BOARDING, DEPARTED, ARRIVED, CANCELLED }

    /** Never negative: a ship does not leave before its time. */
    public Duration delay() {
        Duration d = Duration.between(planned, expected);
        return d.isNegative() ? Duration.ZERO : d;
    }
}
