using System.Text.Json.Serialization;
using Diagnoser.Contracts;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Timelines;
using Microsoft.AspNetCore.Mvc;

namespace Diagnoser.Server.Api;

/// <summary>What somebody says who takes an incident.</summary>
/// <param name="By">Who; needed.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AcknowledgeRequest(string? By = null);

/// <summary>What somebody says who ends an incident.</summary>
/// <param name="By">Who; needed.</param>
/// <param name="Why">Why it is over.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ResolveRequest(string? By = null, string? Why = null);

/// <summary>What was set aside.</summary>
/// <param name="Count">How many records there are.</param>
/// <param name="Records">The newest of them, the newest first.</param>
internal sealed record QuarantineAnswer(long Count, IReadOnlyList<QuarantinedRecord> Records);

/// <summary>Whether this process has what it needs.</summary>
/// <param name="Ready">True if it does.</param>
/// <param name="Parts">Each part with what is wrong with it; null where nothing is.</param>
/// <param name="Warnings">What to look after in parts that work; only those with any.</param>
internal sealed record ReadinessAnswer(bool Ready, IReadOnlyDictionary<string, string?> Parts, IReadOnlyDictionary<string, string> Warnings)
{
    /// <summary>The answer for these parts.</summary>
    public static ReadinessAnswer Of(IReadOnlyDictionary<string, PartState> parts) => new(
        parts.Values.All(p => p.Problem is null),
        parts.ToDictionary(p => p.Key, p => p.Value.Problem),
        parts.Where(p => p.Value.Warning is not null).ToDictionary(p => p.Key, p => p.Value.Warning!));
}

/// <summary>The JSON context of what only the API says and hears; the contracts have their own.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(IReadOnlyList<Incident>))]
[JsonSerializable(typeof(IReadOnlyList<NotifierState>))]
[JsonSerializable(typeof(TimelineAnswer))]
[JsonSerializable(typeof(QuarantineAnswer))]
[JsonSerializable(typeof(ReadinessAnswer))]
[JsonSerializable(typeof(AcknowledgeRequest))]
[JsonSerializable(typeof(ResolveRequest))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
internal sealed partial class ApiJson : JsonSerializerContext;
