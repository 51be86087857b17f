using System.Collections.Frozen;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>Names a container's service from its labels, its name and its image.</summary>
internal static class ServiceNaming
{
    private const string ComposeProject = "com.docker.compose.project";
    private const string ComposeService = "com.docker.compose.service";
    private const string SwarmService = "com.docker.swarm.service.name";
    private const string SwarmStack = "com.docker.stack.namespace";
    private const string OwnLabel = "diagnoser.service";

    // The left half of the names that the engine makes up (happy_turing); the right half is a surname.
    private static readonly FrozenSet<string> MadeUp = (
        "admiring adoring affectionate agitated amazing angry awesome beautiful blissful bold boring brave busy charming clever compassionate " +
        "competent condescending confident cool cranky crazy dazzling determined distracted dreamy eager ecstatic elastic elated elegant " +
        "eloquent epic exciting fervent festive flamboyant focused friendly frosty funny gallant gifted goofy gracious great happy hardcore " +
        "heuristic hopeful hungry infallible inspiring intelligent interesting jolly jovial keen kind laughing loving lucid magical modest " +
        "musing mystifying naughty nervous nice nifty nostalgic objective optimistic peaceful pedantic pensive practical priceless quirky " +
        "quizzical recursing relaxed reverent romantic sad serene sharp silly sleepy stoic strange stupefied suspicious sweet tender thirsty " +
        "trusting unruffled upbeat vibrant vigilant vigorous wizardly wonderful xenodochial youthful zealous zen")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static ServiceName Of(IReadOnlyDictionary<string, string> labels, string name, string image)
    {
        if (labels.GetValueOrDefault(SwarmService) is { Length: > 0 } swarm)
        {
            return new ServiceName(swarm, labels.GetValueOrDefault(SwarmStack), "swarm");
        }

        if (labels.GetValueOrDefault(ComposeService) is { Length: > 0 } compose)
        {
            return new ServiceName(compose, labels.GetValueOrDefault(ComposeProject), "compose");
        }

        if (labels.GetValueOrDefault(OwnLabel) is { Length: > 0 } own)
        {
            return new ServiceName(own, null, "none");
        }

        return new ServiceName(IsMadeUp(name) && Repository(image) is { Length: > 0 } repository ? repository : name, null, "none");
    }

    public static IEnumerable<KeyValuePair<string, AttributeValue>> Attributes(IReadOnlyDictionary<string, string> labels, ServiceName service)
    {
        yield return new(AttributeNames.Orchestrator, service.Orchestrator);
        yield return new(AttributeNames.SwarmService, Value(labels, SwarmService));
        yield return new(AttributeNames.ComposeProject, Value(labels, ComposeProject));
        yield return new(AttributeNames.ComposeService, Value(labels, ComposeService));
        yield return new(AttributeNames.ComposeFiles, Value(labels, "com.docker.compose.project.config_files"));
        yield return new(AttributeNames.ComposeDirectory, Value(labels, "com.docker.compose.project.working_dir"));
    }

    /// <summary>The image without registry digest and tag; an image that is only an id has none.</summary>
    internal static string Repository(string image)
    {
        var bare = image.Split('@')[0];
        var colon = bare.LastIndexOf(':');
        var repository = colon > bare.LastIndexOf('/') ? bare[..colon] : bare;
        return repository is "sha256" || (repository.Length >= 12 && repository.All(char.IsAsciiHexDigitLower)) ? "" : repository;
    }

    /// <summary>True if it is a name that the engine makes up where nobody gives one.</summary>
    internal static bool IsMadeUp(string name)
    {
        var underscore = name.IndexOf('_', StringComparison.Ordinal);
        return underscore > 0
            && MadeUp.Contains(name[..underscore])
            && name.AsSpan(underscore + 1).TrimEnd("0123456789") is { Length: > 2 } surname
            && !surname.ContainsAnyExceptInRange('a', 'z');
    }

    private static AttributeValue Value(IReadOnlyDictionary<string, string> labels, string key) =>
        labels.GetValueOrDefault(key) is { Length: > 0 } value ? value : default(AttributeValue);
}
