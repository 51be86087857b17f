using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>Finds the rule that a command is about.</summary>
internal static class RuleChoice
{
    private const int Named = 5;

    /// <summary>The rule by this id; an unknown one ends the command, with the nearest names.</summary>
    public static Rule Find(RuleSet rules, string id)
    {
        if (rules.Find(id) is { } rule)
        {
            return rule;
        }

        throw new CommandFailedException(ExitCodes.Usage, $"there is no rule '{id}'; {Hint(rules, id)}");
    }

    /// <summary>Which rules may have been meant by an id that none has.</summary>
    public static string Hint(RuleSet rules, string id)
    {
        var like = rules.Rules.Select(r => r.Id).Where(known => id.Length > 0 && known.Contains(id, StringComparison.OrdinalIgnoreCase)).Take(Named).ToList();
        return rules.Nearest(id) is { } near ? $"did you mean '{near}'?"
            : like.Count > 0 ? $"similar: {string.Join(", ", like)}"
            : "diagnoser rules list names them; rules of your own are found with --runbooks DIR";
    }
}
