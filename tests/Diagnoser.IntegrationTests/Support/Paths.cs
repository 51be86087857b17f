namespace Diagnoser.IntegrationTests.Support;

/// <summary>Where things lie in this repository.</summary>
internal static class Paths
{
    public static string Root { get; } = FindRoot();

    /// <summary>The program as built, in the configuration of these tests: not the copy beside them.</summary>
    public static string ProgramFolder { get; } = Built("Diagnoser.Server");

    /// <summary>The collector as built.</summary>
    public static string CollectorFolder { get; } = Built("Diagnoser.Collector");

    private static string Built(string project) => Path.Combine(Root, "artifacts", "bin", project, new DirectoryInfo(AppContext.BaseDirectory).Name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Diagnoser.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"no Diagnoser.sln above {AppContext.BaseDirectory}");
        }

        return folder.FullName;
    }
}
