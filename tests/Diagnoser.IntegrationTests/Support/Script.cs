namespace Diagnoser.IntegrationTests.Support;

/// <summary>What containers run.</summary>
internal static class Script
{
    /// <summary>Lives until it is asked to stop, and then stops well: from the moment on that <see cref="Ready"/> is there.</summary>
    public const string Serve = $"trap 'exit 0' TERM; touch {Ready}; sleep 1000 & wait";

    /// <summary>A file in memory, so that a restart begins without it.</summary>
    public const string Ready = "/dev/shm/ready";

    /// <summary>Eats memory without end, after it had time to be seen.</summary>
    public const string Eat = "sleep 0.3; exec tail /dev/zero";

    public static string[] Shell(string script) => ["sh", "-c", script];
}
