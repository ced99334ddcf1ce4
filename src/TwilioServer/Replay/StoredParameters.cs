using System.Text.Json;

namespace TwilioServer.Replay;

/// <summary>A delivery's parameters as the journal keeps them: an object, with an array where a name came twice.</summary>
public static class StoredParameters
{
    public static List<KeyValuePair<string, string>> Read(JsonElement json)
    {
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var member in json.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Array)
                parameters.AddRange(member.Value.EnumerateArray().Select(value => Pair(member.Name, value)));
            else
                parameters.Add(Pair(member.Name, member.Value));
        }
        return parameters;
    }

    private static KeyValuePair<string, string> Pair(string name, JsonElement value) =>
        new(name, value.GetString() ?? "");
}
