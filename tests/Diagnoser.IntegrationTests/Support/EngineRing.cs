namespace Diagnoser.IntegrationTests.Support;

/// <summary>The engine's memory of its last 256 events.</summary>
internal static class EngineRing
{
    /// <summary>More than it remembers.</summary>
    public const int Overfull = 260;

    /// <summary>So many events happen; those before them are pushed out.</summary>
    public static async Task PushAsync(TestEngine engine, int events)
    {
        var (here, there) = (DockerCli.Name("here"), DockerCli.Name("there"));
        await engine.Docker.CreateAsync(here, [], "true");
        for (var i = 0; i < events; i++)
        {
            await engine.Docker.DoAsync("rename", i % 2 == 0 ? here : there, i % 2 == 0 ? there : here);
        }

        await engine.Docker.DoAsync("rm", events % 2 == 0 ? here : there);
    }
}
