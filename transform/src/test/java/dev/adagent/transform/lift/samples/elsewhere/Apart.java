package dev.adagent.transform.lift.samples.elsewhere;

import dev.adagent.transform.lift.samples.Selection;

/** A subclass in another package: its method has the name of one that it does not see, and so does not override. */
public class Apart extends Selection.InPackage {
    @SuppressWarnings({"MissingOverride", "unused"})
    public int hidden() {
        return 20;
    }

    @Override
    public int seen() {
        return 21;
    }
}
