using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Cli.Rules.Fixtures;

/// <summary>The words that stay as they are when text is made anonymous: those that rules look for, and those of Docker, the kernel and errors.</summary>
internal sealed partial class Vocabulary
{
    private static readonly FrozenSet<string> Harmless = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        [
            .. """
            a abort aborted absolute access address addresses after all allocate allocated already also always an and anon any are argument as at attached attempt
            available back bad be because been before being below bin bind bound bridge broken but by bytes cache call called can cannot cgroup cgroups check
            child client close closed code com command compose config configuration connect connected connecting connection connections constraint container
            containerd containers copy core could create created creating crash crashed current daemon data dead default denied depends deploy dest destination
            detected dev device did died directory disk docker does domain done down driver due dumped during eof empty end entrypoint env environment err error
            errors event exec executable exist exists exit exited expected expose external failed failure fatal fault file files filesystem finished for format
            found free from full get global goroutine group handler has have health healthcheck healthy heap host hostname http https id if image in
            index info init initialize input inspect instance internal into invalid io ip is it java json kb kernel kill killed label labels latest launch layer
            level limit limited link linux listen listening local localhost log logs loop main map max memcg memory message min missing mode mount mounted mounts
            name namespace need net network networks never new no node none not nothing null object of off on one only oom open operation option or org other out
            output overlap overlay overlaps panic parent path peer permission permitted pid pids pool port ports process project proto protocol proxy read reading
            ready reason received redacted refused remote remove removed reset resolve response restart restarting restarts resource result retry sha256 return returned root
            rootfs rss run running runc runtime score secret segfault segmentation server service set sh shared shm shutdown sig sigkill sigsegv sigterm signal size slice
            socket space start started starting state status stderr stdout still stop stopped stopping stream string subnet success such supported swap swarm
            system systemd tag target task tcp temporary terminated test than that the there this thread time timed timeout tmp to tool too total trying type udp
            unable unexpected unhealthy unknown unless unless-stopped unreachable unsupported until up use used user usr validation value var version vm volume volumes wait waiting
            warn warning was while with within without working write writing yaml yml you your bash sleep tail
            econnrefused econnreset enoent eacces enotfound enospc emfile etimedout eaddrinuse epipe enomem
            """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
        ]);

    private readonly HashSet<string> _ofRules;

    public Vocabulary(RuleSet rules)
    {
        var texts = rules.Rules.SelectMany(r => r.Watched).SelectMany(s =>
            s.Alternatives.SelectMany(a => a).SelectMany(p => p.Operands).Concat(s.When is { } when ? [when.Source] : []));
        _ofRules = texts.SelectMany(Of).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Fields = rules.Rules.SelectMany(r => r.Watched)
            .SelectMany(s => s.Fields.Concat(s.Alternatives.SelectMany(a => a).Select(p => p.Field.Name)))
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The fields that rules read.</summary>
    public IReadOnlySet<string> Fields { get; }

    /// <summary>True if the word may stay.</summary>
    public bool Has(string word) => word.Length == 1 || Harmless.Contains(word) || _ofRules.Contains(word);

    /// <summary>True if a rule looks for it.</summary>
    public bool IsOfRules(string word) => _ofRules.Contains(word);

    // An escape of a regular expression is no part of a word.
    private static IEnumerable<string> Of(string text) => Words().Matches(Escapes().Replace(text, " ")).Select(m => m.Value);

    [GeneratedRegex(@"\\[A-Za-z]|\(\?<\w+>")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Words();
}
