using System.Diagnostics;

namespace Diagnoser.ArchitectureTests.Support;

/// <summary>The files of this repository: what git tracks or would track; in a copy without git, all but what a build makes.</summary>
internal static class Repository
{
    private static readonly string[] Built = ["artifacts", "bin", "obj", "TestResults", "diagnoser-data", ".git", ".vs", ".idea"];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root, with slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    public static IEnumerable<string> Sources => Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<string> Projects => Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static bool Exists(string path) => File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Diagnoser.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"no Diagnoser.sln above {AppContext.BaseDirectory}");
        }

        return folder.FullName;
    }

    private static List<string> ListFiles() =>
        Path.Exists(Path.Combine(Root, ".git")) ? [.. Git().Where(f => File.Exists(Path.Combine(Root, f)))] : Walk(new DirectoryInfo(Root));

    private static string[] Git()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"git ls-files ended with {git.ExitCode}");
    }

    private static List<string> Walk(DirectoryInfo folder) =>
    [
        .. folder.EnumerateFiles().Select(f => Path.GetRelativePath(Root, f.FullName).Replace('\\', '/')),
        .. folder.EnumerateDirectories().Where(d => !Built.Contains(d.Name)).SelectMany(Walk),
    ];
}
