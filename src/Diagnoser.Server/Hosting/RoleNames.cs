namespace Diagnoser.Server.Hosting;

/// <summary>The roles of a server, as <c>--roles</c> takes them.</summary>
internal static class RoleNames
{
    /// <summary>Events to diagnoses.</summary>
    public const string Correlate = "correlate";

    /// <summary>Diagnoses to incidents.</summary>
    public const string Incident = "incident";

    /// <summary>Incidents to messages.</summary>
    public const string Notify = "notify";

    /// <summary>The HTTP API.</summary>
    public const string Serve = "serve";

    public static readonly IReadOnlyList<string> All = [Correlate, Incident, Notify, Serve];
}
