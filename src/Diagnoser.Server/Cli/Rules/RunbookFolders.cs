using Diagnoser.Engine.Rules;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>Which runbooks a command uses.</summary>
internal static class RunbookFolders
{
    private const int ShownFindings = 5;

    /// <summary>The given paths, else the given folder, else the one beside the program.</summary>
    public static IReadOnlyList<string> Paths(IReadOnlyList<string>? paths, string? folder, Surroundings surroundings) =>
        paths is { Count: > 0 } ? paths : [folder ?? Path.Combine(surroundings.ProgramFolder, "runbooks")];

    /// <summary>Reads them; a path that is not there ends the command.</summary>
    public static Runbooks.Runbooks Read(IReadOnlyList<string> paths, Surroundings surroundings)
    {
        Require(paths);
        return RunbookFolder.Load(paths, DateOnly.FromDateTime(surroundings.Clock.GetUtcNow().UtcDateTime));
    }

    /// <summary>Reads them with the recordings that their tests run.</summary>
    public static Runbooks.Runbooks ReadTests(IReadOnlyList<string> paths, Surroundings surroundings) => TestRecordings.Fill(Read(paths, surroundings), paths);

    /// <summary>Loads the rules of a command that diagnoses: a broken one is said and left out, so that the others go on.</summary>
    public static RuleSet Load(string? folder, Surroundings surroundings) => Open(folder, surroundings).Rules;

    /// <summary>The same, for a program that takes them again when they change.</summary>
    public static RunbooksInUse Open(string? folder, Surroundings surroundings)
    {
        var paths = Paths(null, folder, surroundings);
        Require(paths);
        var runbooks = RunbooksInUse.Load(paths, surroundings.Clock.GetUtcNow());
        IReadOnlyList<LintFinding> errors = [.. runbooks.Broken.SelectMany(b => b.Errors)];
        foreach (var finding in errors.Take(ShownFindings))
        {
            surroundings.Tell(finding.ToString());
        }

        if (errors.Count > 0)
        {
            surroundings.Tell(
                $"{Output.Report.Count(errors.Count, "error")} in runbooks: a rule that cannot be read is left out, one that names a rule that is not there, or hides "
                + $"what hides it, is used without that; see: diagnoser rules lint {paths[0]}");
        }

        if (runbooks.Read > 0 && runbooks.Rules.Rules.Count == 0)
        {
            surroundings.Tell($"overrides disable every rule of {paths[0]}, so nothing will be diagnosed; see: diagnoser rules list --effective");
        }

        return runbooks.Read > 0
            ? runbooks
            : throw CommandFailedException.Unreachable($"no rule could be loaded from {paths[0]}; name a folder of runbooks with --runbooks");
    }

    /// <summary>The rules in force; those of broken files are left out.</summary>
    public static RuleSet Set(Runbooks.Runbooks runbooks) => runbooks.Usable;

    /// <summary>The rules as they are written, whatever overrides make of them.</summary>
    public static RuleSet Written(Runbooks.Runbooks runbooks) => RuleSet.Of(runbooks.InForce.Select(r => r.Written));

    /// <summary>
    /// Each rule whose tests are to run, and the rules beside it: a rule's own tests are about rules as they are written, the tests of an
    /// override about the rules in force.
    /// </summary>
    public static IEnumerable<(Rule Rule, RuleSet Set)> Tested(Runbooks.Runbooks runbooks)
    {
        var written = Written(runbooks);
        var inForce = Set(runbooks);
        foreach (var rule in runbooks.InForce.OrderBy(r => r.Written.Id, StringComparer.Ordinal))
        {
            yield return (rule.Written, written);
            if (rule.IsOverridden && rule.Rule.Tests.Count > 0)
            {
                yield return (rule.Rule, inForce);
            }
        }
    }

    public static IReadOnlyList<LintFinding> Errors(Runbooks.Runbooks runbooks) => [.. runbooks.Findings.Where(f => f.Level == FindingLevel.Error)];

    private static void Require(IReadOnlyList<string> paths)
    {
        if (paths.FirstOrDefault(p => !File.Exists(p) && !Directory.Exists(p)) is { } missing)
        {
            throw missing.StartsWith('-')
                ? new CommandFailedException(ExitCodes.Usage, $"there is no option {missing}; see --help (a folder of that name is written ./{missing})")
                : CommandFailedException.Unreachable($"{missing}: there is no such folder or file of runbooks, or no right to see it");
        }
    }
}
