using System.Text;

namespace Diagnoser.Benchmarks.SideBySide;

/// <summary>
/// The rules as SEC's author would write them: patterns begin at the begin of the line; a plain search for text (<c>SubStr</c>) where nothing need
/// be caught; a rule that has matched ends the search; and Jump rules, as its manual recommends, so that a line meets few rules.
/// </summary>
internal static class SecConfiguration
{
    private const string Main = "0-main";
    private const string AnyLog = "any-log";
    private const string Kernel = "kernel";

    /// <summary>Writes the configuration into an empty folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="byService">True if a line leads straight to the rules of its service; false if only to those of its type.</param>
    public static void Write(string folder, IReadOnlyList<ComparedRule> rules, bool byService)
    {
        _ = Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{Main}.sec"), byService ? JumpByService : JumpByType);
        foreach (var set in rules.GroupBy(rule => SetOf(rule, byService)))
        {
            var text = new StringBuilder($"type=Options\njoincfset={set.Key}\nprocallin=no\n\n");
            foreach (var rule in set)
            {
                _ = text.Append(Text(rule));
            }

            File.WriteAllText(Path.Combine(folder, $"{set.Key}.sec"), text.ToString());
        }
    }

    private const string JumpByType = """
        type=Jump
        ptype=RegExp
        pattern=^container\.(log|stats|health_status)\s
        cfset=$1
        constset=no

        type=Jump
        ptype=RegExp
        pattern=^(?:container\.die|kernel\.oom_kill)\s
        cfset=die

        type=Jump
        ptype=RegExp
        pattern=^kernel\.log\s
        cfset=kernel

        """;

    private const string JumpByService = """
        type=Jump
        ptype=RegExp
        pattern=^container\.log (\S+)
        cfset=$1 any-log
        constset=no

        type=Jump
        ptype=RegExp
        pattern=^(?:container\.(?:stats|die|health_status)|kernel\.oom_kill) (\S+)
        cfset=$1
        constset=no

        type=Jump
        ptype=RegExp
        pattern=^kernel\.log\s
        cfset=kernel

        """;

    private static string SetOf(ComparedRule rule, bool byService) => rule.Kind switch
    {
        RuleKind.KernelLine => Kernel,
        RuleKind.AnyLog when byService => AnyLog,
        _ when byService => rule.Service,
        RuleKind.AnyLog or RuleKind.Log => "log",
        RuleKind.Threshold => "stats",
        RuleKind.Health => "health_status",
        _ => "die",
    };

    private static string Text(ComparedRule rule) => rule.Kind switch
    {
        RuleKind.Exit => Counts(rule, $@"^container\.die {rule.Service} (\S+) exit_code=(?:{rule.ExitCode}|{rule.OtherExitCode})$"),
        RuleKind.Health => Once(rule, $@"^container\.health_status {rule.Service} (\S+) status=unhealthy$"),
        RuleKind.Pair =>
            $"""
            type=Single
            ptype=RegExp
            pattern=^kernel\.oom_kill {rule.Service} (\S+) constraint=memcg$
            desc=oom {rule.Id} $1
            action=create OOM_{rule.Number}_$1 {ComparedRule.WindowSeconds}


            """
            + Once(rule, $@"^container\.die {rule.Service} (\S+) exit_code=137$", $"context=OOM_{rule.Number}_$1\n"),
        RuleKind.KernelLine =>
            $"""
            type=SingleWithThreshold
            ptype=SubStr
            pattern={rule.Word} link is down
            desc={rule.Id}
            action=write - {rule.Id}
            window={ComparedRule.WindowSeconds}
            thresh={ComparedRule.Threshold}


            """,
        RuleKind.Log => Counts(rule, $@"^container\.log {rule.Service} (\S+) .*connection to (?<peer>[a-z.]+) refused: {rule.Word}"),
        RuleKind.AnyLog => Counts(rule, $@"^container\.log \S+ (\S+) .*fatal {rule.Word}:"),
        _ => Counts(rule, $@"^container\.stats {rule.Service} (\S+) used_ratio=(?:0\.9[5-9]|1)"),
    };

    private static string Counts(ComparedRule rule, string pattern) =>
        $"""
        type=SingleWithThreshold
        ptype=RegExp
        pattern={pattern}
        desc={rule.Id} $1
        action=write - {rule.Id} $1
        window={ComparedRule.WindowSeconds}
        thresh={ComparedRule.Threshold}


        """;

    private static string Once(ComparedRule rule, string pattern, string context = "") =>
        $"""
        type=SingleWithSuppress
        ptype=RegExp
        pattern={pattern}
        {context}desc={rule.Id} $1
        action=write - {rule.Id} $1
        window={ComparedRule.WindowSeconds}


        """;
}
