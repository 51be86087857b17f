using System.Text.Json;
using System.Xml.Linq;

namespace Diagnoser.ArchitectureTests.Support;

/// <summary>What a project file and its lock file say.</summary>
internal sealed record Project(string Name, IReadOnlyList<string> References, IReadOnlyList<string> Packages, IReadOnlyList<string> Locked)
{
    public static Project Read(string file)
    {
        var xml = XDocument.Parse(Repository.Read(file));
        var folder = Path.GetDirectoryName(file)!;
        return new Project(
            Path.GetFileNameWithoutExtension(file),
            [.. Includes(xml, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/'))).Order(StringComparer.Ordinal)],
            [.. Includes(xml, "PackageReference").Order(StringComparer.Ordinal)],
            ReadLock(Path.Combine(folder, "packages.lock.json")));
    }

    public static Project Of(string name) => Read($"src/{name}/{name}.csproj");

    private static IEnumerable<string> Includes(XDocument xml, string item) => xml.Descendants(item).Select(e => e.Attribute("Include")!.Value);

    private static string[] ReadLock(string file)
    {
        using var json = JsonDocument.Parse(Repository.Read(file));
        return
        [
            .. json.RootElement.GetProperty("dependencies").EnumerateObject()
                .SelectMany(framework => framework.Value.EnumerateObject())
                .Where(package => package.Value.GetProperty("type").GetString() != "Project")
                .Select(package => package.Name)
                .Distinct(),
        ];
    }
}
