#!/usr/bin/env bash
# Packs the packages and tries them as a user does: a new console application outside the repository, the readme's quick start, plain dotnet run.
# ./eng/test-package.sh [FOLDER]   FOLDER keeps the packages; without it they are packed into a folder that is removed.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
packages=${1:-$work/packages}
mkdir -p "$packages"
packages=$(cd "$packages" && pwd)
# A version of its own: a package folder that keeps "0.1.0" would serve an old build.
version=0.1.0-test.$(date +%Y%m%d%H%M%S)
fail() { echo "FAIL: $*" >&2; exit 1; }

for project in Histo.Ssl Histo.Ssl.Mil; do
  dotnet pack "src/$project" -c Release -o "$packages" -p:Version="$version" -v quiet -nologo
  for kind in nupkg snupkg; do
    [ -s "$packages/$project.$version.$kind" ] || fail "$project.$version.$kind was not made"
  done
  unzip -qq -o "$packages/$project.$version.nupkg" -d "$work/$project"
  for file in README.md icon.png "lib/net10.0/$project.dll" "lib/net10.0/$project.xml"; do
    [ -s "$work/$project/$file" ] || fail "$project lacks $file"
  done
  unzip -qq -o "$packages/$project.$version.snupkg" "lib/net10.0/$project.pdb" -d "$work/symbols" || fail "$project has no symbols"
  declared=$(grep -oE '<dependency id="[^"]+"' "$work/$project/$project.nuspec" | cut -d'"' -f2 | sort)
  wanted=$({ grep -oE '<PackageReference Include="[^"]+"' "src/$project/$project.csproj" || true; grep -oE '<ProjectReference Include="[^"]+"' "src/$project/$project.csproj" || true; } \
    | cut -d'"' -f2 | sed -E 's#.*/##; s#\.csproj$##' | sort)
  [ "$declared" = "$wanted" ] || fail "$project depends on [$declared], its project names [$wanted]"
done
for file in Histo.Ssl.targets RelinkLibTorchSharp.cs; do
  [ -s "$work/Histo.Ssl/buildTransitive/$file" ] || fail "Histo.Ssl lacks buildTransitive/$file"
done

# Only ours comes from the folder; everything else from the machine's own sources and its package folder.
mkdir "$work/app"
cd "$work/app"
cache=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
cat > nuget.config <<XML
<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <packageSources><add key="histo-packed" value="$packages" /></packageSources>
  <config>
    <add key="globalPackagesFolder" value="$work/restored" />
    <add key="signatureValidationMode" value="accept" />
  </config>
  <fallbackPackageFolders><add key="machine" value="$cache" /></fallbackPackageFolders>
</configuration>
XML
torch=$(grep -oE 'libtorch-cpu-linux-x64" Version="[^"]+' "$root/Directory.Packages.props" | cut -d'"' -f3)
cat > HistoQuickStart.csproj <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <WarningsNotAsErrors>NU1603;NU1900</WarningsNotAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Histo.Ssl.Mil" Version="$version" />
    <PackageReference Include="Histo.Ssl" Version="$version" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="$torch" />
  </ItemGroup>
</Project>
XML
block() { awk -v open="\`\`\`$1" '$0 == open { inside = 1; next } /^```/ { inside = 0 } inside' "$work/Histo.Ssl/README.md"; }
block csharp > Program.cs
block text > wanted.txt
[ -s Program.cs ] && [ -s wanted.txt ] || fail "the readme has no quick start or no output"
# Restore may print warnings before the program does: its own lines are the last three.
dotnet run | tee all.txt
tail -n 3 all.txt > printed.txt

# Tile counts are exact everywhere; sums of the loss differ in the last digits between processors.
[ "$(sed -n 1p printed.txt)" = "$(sed -n 1p wanted.txt)" ] || fail "the first line is not the readme's"
read -r first last < <(sed -n '2s/^loss \(.*\) -> \(.*\)$/\1 \2/p' printed.txt)
awk -v a="$first" -v b="$last" 'BEGIN { exit !(a > 0 && b > 0 && b < a) }' || fail "the loss did not fall"
report=$(sed -n 3p printed.txt)
[ -s "$report" ] && [ -s "$(dirname "$report")/encoder.safetensors" ] || fail "there is no report or no encoder"
rm -rf "$(dirname "$report")"
[ "$(sed -n 2p printed.txt)" = "$(sed -n 2p wanted.txt)" ] || echo "note: the readme shows '$(sed -n 2p wanted.txt)'"
echo "package test passed: $version"
