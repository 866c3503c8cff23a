package dev.adagent.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CharacterBodiesTest {
    /** All code points, and numbers that are none. */
    private static IntStream all() {
        return IntStream.concat(
                IntStream.rangeClosed(-300, Character.MAX_CODE_POINT + 300),
                IntStream.of(Integer.MIN_VALUE, Integer.MAX_VALUE, 0x7fff0041));
    }

    private static void same(IntPredicate ours, IntPredicate jdks) {
        assertThat(all().filter(c -> ours.test(c) != jdks.test(c))).isEmpty();
    }

    private static void sameNumber(IntUnaryOperator ours, IntUnaryOperator jdks) {
        assertThat(all().filter(c -> ours.applyAsInt(c) != jdks.applyAsInt(c))).isEmpty();
    }

    @Test
    void saysWhatTheJdkSaysOfEachNumber() {
        same(CharacterBodies::isDigit, Character::isDigit);
        same(CharacterBodies::isLetter, Character::isLetter);
        same(CharacterBodies::isLetterOrDigit, Character::isLetterOrDigit);
        same(CharacterBodies::isUpperCase, Character::isUpperCase);
        same(CharacterBodies::isLowerCase, Character::isLowerCase);
        same(CharacterBodies::isWhitespace, Character::isWhitespace);
        same(CharacterBodies::isSpaceChar, Character::isSpaceChar);
        same(CharacterBodies::isAlphabetic, Character::isAlphabetic);
        sameNumber(CharacterBodies::getType, Character::getType);
        sameNumber(CharacterBodies::toUpperCase, Character::toUpperCase);
        sameNumber(CharacterBodies::toLowerCase, Character::toLowerCase);
        sameNumber(CharacterBodies::getNumericValue, Character::getNumericValue);
    }

    @Test
    void digitsOfEachRadix() {
        for (int radix : List.of(-1, 1, 2, 8, 10, 16, 35, 36, 37)) {
            sameNumber(c -> CharacterBodies.digit(c, radix), c -> Character.digit(c, radix));
        }
    }
}
