import { readImage } from '../../registry/reference.ts';

/** Folders in which images keep a database of SQLite, by the end of the image's name. */
const folders: Readonly<Record<string, string>> = {
  'jellyfin/jellyfin': '/config',
  'linuxserver/jellyfin': '/config',
  'linuxserver/plex': '/config',
  'plexinc/pms-docker': '/config',
  'linuxserver/sonarr': '/config',
  'linuxserver/radarr': '/config',
  'linuxserver/lidarr': '/config',
  'linuxserver/prowlarr': '/config',
  'linuxserver/bazarr': '/config',
  'home-assistant/home-assistant': '/config',
  'vaultwarden/server': '/data',
  'louislam/uptime-kuma': '/app/data',
  'grafana/grafana': '/var/lib/grafana',
  'karakeep-app/karakeep': '/data',
  'advplyr/audiobookshelf': '/config',
};

/** The folder in which an image keeps a database of SQLite; undefined where that is not known of it. */
export function databaseFolder(image: string): string | undefined {
  const repository = readImage(image)?.repository ?? '';
  return Object.entries(folders).find(([name]) => repository.endsWith(`/${name}`))?.[1];
}
