package dev.hone.optimizers;

import java.util.List;

/** What a promptbreeder's first units are made of. */
final class BreederSeeds {
  private BreederSeeds() {}

  /** Ways to look at a problem. */
  static final List<String> STYLES =
      lines(
          """
          Break the problem into parts that can be solved one at a time.
          What would an expert in this field look at first?
          Start from the wanted result and work backwards.
          Which detail would change the answer if it were different?
          Think of the simplest case and build up from it.
          What is often overlooked here?
          Look at the problem from the side of whoever has to use the answer.
          Which rule, if it were known, would settle most cases at once?
          Compare with a similar problem whose answer is known.
          List what is given, what is wanted, and what lies between.
          Doubt the first answer and look for a reason against it.
          What would a careful reader underline?
          Draw it, in words, before deciding anything.
          Which assumptions are being made, and do they hold?
          Sort the cases into kinds, and treat each kind in its own way.
          What does the form of the question tell about the answer?
          Explain the problem to a child, then solve what you explained.
          Where would a hasty person go wrong?
          Take the extremes: what happens with very much and with very little?
          Keep only what matters, and say it in one sentence.
          Check every step against the text, word by word.
          What would prove the answer wrong?
          Weigh the evidence for each possible answer before choosing one.
          Think of three ways to do it and take the shortest.
          Ask which information is missing and whether it can be inferred.
          Let the exceptions decide, not the rule.
          Imagine the answer was disputed: how would you defend it?
          Do the tedious part first and with care.
          Look for a pattern across all that is given.
          Trust what is written over what is usual.
          """);

  /** Ways to change an instruction. */
  static final List<String> MUTATIONS =
      lines(
          """
          Say the instruction again in plainer words.
          Make the instruction stricter about the form of the answer.
          Add one hint that would keep a beginner from a mistake.
          Rewrite the instruction as a short list of steps.
          Shorten the instruction to half its length without losing what it asks for.
          Write the instruction as an expert would give it to a colleague.
          Change the instruction so that it asks for a check before the answer is given.
          Turn the instruction around: say what must not be done, then what must.
          Rewrite the instruction as if everything depended on it.
          Add the reason why the instruction asks for what it asks.
          Make the instruction more general, so that it covers unusual cases.
          Make the instruction more concrete, with the words a case would use.
          Write an instruction that leads to the same result by another way.
          Put the most important part of the instruction first.
          Replace every vague word of the instruction by a precise one.
          Write the instruction the way a patient teacher would say it.
          Tell in the instruction what to do when in doubt.
          Rewrite the instruction as a question followed by a command.
          Let the instruction name the typical mistake and how to avoid it.
          Take one idea of the instruction and build a new instruction around it.
          Remove whatever the instruction says twice.
          Ask in the instruction for the decisive detail to be found first.
          Give the instruction a friendlier tone and clearer demands.
          Change the order in which the instruction has things done.
          Rewrite the instruction for somebody who reads only one line.
          Write the opposite of what the instruction stresses, and keep what still makes sense.
          Add to the instruction how to tell a good answer from a bad one.
          Let the instruction distinguish kinds of cases and say what to do with each.
          Describe in the instruction what a perfect answer looks like.
          Invent an unusual instruction for the same task that might work better.
          """);

  private static List<String> lines(String text) {
    return text.lines().toList();
  }
}
