// Data table: communes, départements, countries and street names for synthetic people.

/**
 * Communes with many inhabitants: `code postalCode population name`, the population in thousands, `_` for a space in the
 * name. Paris, Lyon and Marseille are given by arrondissement.
 *
 * Codes and names as in the official geographic code of INSEE (COG); populations rounded.
 */
export const COMMUNES: string = `
01053 01000 41 Bourg-en-Bresse;01283 01100 22 Oyonnax;02691 02100 53 Saint-Quentin;02722 02200 28 Soissons;02408 02000 24 Laon;
03185 03100 34 Montluçon;03310 03200 25 Vichy;03190 03000 20 Moulins;04112 04100 22 Manosque;04070 04000 17 Digne-les-Bains;05061 05000 41 Gap;
06088 06000 343 Nice;06004 06600 74 Antibes;06029 06400 73 Cannes;06069 06130 48 Grasse;06027 06800 51 Cagnes-sur-Mer;06083 06500 30 Menton;
07010 07100 16 Annonay;07019 07200 12 Aubenas;08105 08000 47 Charleville-Mézières;08409 08200 16 Sedan;09225 09100 16 Pamiers;09122 09000 10 Foix;
10387 10000 62 Troyes;11069 11000 46 Carcassonne;11262 11100 55 Narbonne;12202 12000 24 Rodez;12145 12100 22 Millau;13001 13100 145 Aix-en-Provence;
13004 13200 51 Arles;13005 13400 47 Aubagne;13056 13500 48 Martigues;13103 13300 45 Salon-de-Provence;13047 13800 43 Istres;13117 13127 34 Vitrolles;
13201 13001 40 Marseille;13202 13002 25 Marseille;13203 13003 52 Marseille;13204 13004 50 Marseille;13205 13005 46 Marseille;13206 13006 42 Marseille;
13207 13007 34 Marseille;13208 13008 83 Marseille;13209 13009 77 Marseille;13210 13010 60 Marseille;13211 13011 57 Marseille;13212 13012 62 Marseille;
13213 13013 93 Marseille;13214 13014 64 Marseille;13215 13015 77 Marseille;13216 13016 16 Marseille;14118 14000 106 Caen;14366 14100 20 Lisieux;
14327 14200 22 Hérouville-Saint-Clair;15014 15000 26 Aurillac;16015 16000 41 Angoulême;16102 16100 19 Cognac;17300 17000 77 La_Rochelle;
17415 17100 25 Saintes;17299 17300 24 Rochefort;18033 18000 64 Bourges;18279 18100 25 Vierzon;19031 19100 47 Brive-la-Gaillarde;19272 19000 15 Tulle;
2A004 20000 71 Ajaccio;2A247 20137 12 Porto-Vecchio;2B033 20200 48 Bastia;2B037 20620 8 Biguglia;21231 21000 158 Dijon;21054 21200 20 Beaune;
22278 22000 44 Saint-Brieuc;22113 22300 20 Lannion;22050 22100 14 Dinan;23096 23000 13 Guéret;24322 24000 30 Périgueux;24037 24100 27 Bergerac;
25056 25000 117 Besançon;25388 25200 26 Montbéliard;25462 25300 17 Pontarlier;26362 26000 64 Valence;26198 26200 39 Montélimar;
26281 26100 33 Romans-sur-Isère;27229 27000 47 Évreux;27681 27200 24 Vernon;28085 28000 39 Chartres;28134 28100 31 Dreux;29019 29200 139 Brest;
29232 29000 63 Quimper;29151 29600 15 Morlaix;29039 29900 20 Concarneau;30189 30000 148 Nîmes;30007 30100 42 Alès;30028 30200 18 Bagnols-sur-Cèze;
31555 31000 498 Toulouse;31149 31770 39 Colomiers;31557 31170 29 Tournefeuille;31395 31600 25 Muret;31483 31800 12 Saint-Gaudens;32013 32000 22 Auch;
33063 33000 260 Bordeaux;33281 33700 72 Mérignac;33318 33600 65 Pessac;33522 33400 44 Talence;33529 33260 27 La_Teste-de-Buch;33243 33500 24 Libourne;
33009 33120 11 Arcachon;34172 34000 299 Montpellier;34032 34500 79 Béziers;34301 34200 44 Sète;34003 34300 29 Agde;34145 34400 26 Lunel;
35238 35000 222 Rennes;35288 35400 47 Saint-Malo;35115 35300 21 Fougères;35360 35500 18 Vitré;36044 36000 43 Châteauroux;37261 37000 137 Tours;
37122 37300 38 Joué-lès-Tours;38185 38000 158 Grenoble;38421 38400 38 Saint-Martin-d'Hères;38151 38130 37 Échirolles;38544 38200 31 Vienne;
38053 38300 29 Bourgoin-Jallieu;38563 38500 20 Voiron;39198 39100 24 Dole;39300 39000 17 Lons-le-Saunier;40192 40000 30 Mont-de-Marsan;
40088 40100 21 Dax;41018 41000 47 Blois;41269 41100 16 Vendôme;41194 41200 18 Romorantin-Lanthenay;42218 42000 174 Saint-Étienne;
42187 42300 35 Roanne;42207 42400 35 Saint-Chamond;42095 42700 17 Firminy;42147 42600 16 Montbrison;43157 43000 19 Le_Puy-en-Velay;
44109 44000 320 Nantes;44184 44600 72 Saint-Nazaire;44162 44800 48 Saint-Herblain;44143 44400 42 Rezé;44036 44110 12 Châteaubriant;
45234 45000 116 Orléans;45147 45400 21 Fleury-les-Aubrais;45208 45200 15 Montargis;46042 46000 20 Cahors;47001 47000 33 Agen;
47323 47300 22 Villeneuve-sur-Lot;47157 47200 17 Marmande;48095 48000 12 Mende;49007 49000 156 Angers;49099 49300 54 Cholet;49328 49400 27 Saumur;
50129 50100 79 Cherbourg-en-Cotentin;50502 50000 19 Saint-Lô;50025 50300 10 Avranches;51454 51100 182 Reims;51108 51000 44 Châlons-en-Champagne;
51230 51200 22 Épernay;52448 52100 23 Saint-Dizier;52121 52000 22 Chaumont;53130 53000 50 Laval;53147 53100 13 Mayenne;54395 54000 105 Nancy;
54547 54500 30 Vandœuvre-lès-Nancy;54329 54300 18 Lunéville;54528 54200 16 Toul;55545 55100 17 Verdun;55029 55000 14 Bar-le-Duc;56260 56000 54 Vannes;
56121 56100 57 Lorient;56098 56600 23 Lanester;56178 56300 15 Pontivy;57463 57000 120 Metz;57672 57100 41 Thionville;57631 57200 21 Sarreguemines;
57227 57600 21 Forbach;57480 57950 22 Montigny-lès-Metz;58194 58000 33 Nevers;59350 59000 236 Lille;59512 59100 98 Roubaix;59599 59200 99 Tourcoing;
59183 59140 86 Dunkerque;59009 59491 62 Villeneuve-d'Ascq;59606 59300 43 Valenciennes;59178 59500 39 Douai;59122 59400 32 Cambrai;
59392 59600 29 Maubeuge;59378 59700 38 Marcq-en-Barœul;59017 59280 25 Armentières;59295 59190 21 Hazebrouck;60057 60000 56 Beauvais;
60159 60200 40 Compiègne;60175 60100 36 Creil;60471 60400 13 Noyon;61001 61000 26 Alençon;61169 61100 15 Flers;62193 62100 67 Calais;
62041 62000 42 Arras;62160 62200 40 Boulogne-sur-Mer;62498 62300 32 Lens;62427 62110 26 Hénin-Beaumont;62119 62400 25 Béthune;62510 62800 30 Liévin;
62765 62500 15 Saint-Omer;63113 63000 147 Clermont-Ferrand;63300 63200 19 Riom;63430 63300 12 Thiers;64445 64000 76 Pau;64102 64100 52 Bayonne;
64024 64600 39 Anglet;64122 64200 26 Biarritz;65440 65000 42 Tarbes;65286 65100 13 Lourdes;66136 66000 119 Perpignan;67482 67000 290 Strasbourg;
67180 67500 35 Haguenau;67447 67300 33 Schiltigheim;67462 67600 20 Sélestat;67218 67400 27 Illkirch-Graffenstaden;68224 68100 108 Mulhouse;
68066 68000 69 Colmar;68297 68300 22 Saint-Louis;69381 69001 29 Lyon;69382 69002 30 Lyon;69383 69003 101 Lyon;69384 69004 36 Lyon;69385 69005 49 Lyon;
69386 69006 51 Lyon;69387 69007 82 Lyon;69388 69008 85 Lyon;69389 69009 52 Lyon;69266 69100 156 Villeurbanne;69259 69200 66 Vénissieux;
69034 69300 43 Caluire-et-Cuire;69264 69400 37 Villefranche-sur-Saône;69029 69500 42 Bron;69256 69120 52 Vaulx-en-Velin;70550 70000 15 Vesoul;
70310 70200 8 Lure;71076 71100 45 Chalon-sur-Saône;71270 71000 34 Mâcon;71153 71200 21 Le_Creusot;71306 71300 18 Montceau-les-Mines;
72181 72000 144 Le_Mans;72154 72200 15 La_Flèche;73065 73000 59 Chambéry;73008 73100 31 Aix-les-Bains;73011 73200 19 Albertville;
74010 74000 131 Annecy;74012 74100 37 Annemasse;74281 74200 36 Thonon-les-Bains;74081 74300 17 Cluses;75101 75001 16 Paris;75102 75002 21 Paris;
75103 75003 33 Paris;75104 75004 29 Paris;75105 75005 57 Paris;75106 75006 40 Paris;75107 75007 48 Paris;75108 75008 36 Paris;75109 75009 60 Paris;
75110 75010 83 Paris;75111 75011 142 Paris;75112 75012 139 Paris;75113 75013 177 Paris;75114 75014 135 Paris;75115 75015 227 Paris;
75116 75016 162 Paris;75117 75017 163 Paris;75118 75018 188 Paris;75119 75019 181 Paris;75120 75020 190 Paris;76351 76600 166 Le_Havre;
76540 76000 114 Rouen;76217 76200 28 Dieppe;76575 76800 28 Saint-Étienne-du-Rouvray;76681 76300 29 Sotteville-lès-Rouen;77284 77100 55 Meaux;
77083 77420 25 Champs-sur-Marne;77108 77500 54 Chelles;77288 77000 41 Melun;77337 77186 15 Noisiel;77186 77300 15 Fontainebleau;
77379 77160 12 Provins;78646 78000 84 Versailles;78586 78500 52 Sartrouville;78361 78200 44 Mantes-la-Jolie;78551 78100 44 Saint-Germain-en-Laye;
78498 78300 39 Poissy;78423 78180 32 Montigny-le-Bretonneux;78517 78120 27 Rambouillet;79191 79000 59 Niort;79049 79300 20 Bressuire;
80021 80000 134 Amiens;80001 80100 22 Abbeville;81004 81000 49 Albi;81065 81100 42 Castres;82121 82000 61 Montauban;83137 83000 180 Toulon;
83126 83500 62 La_Seyne-sur-Mer;83069 83400 55 Hyères;83061 83600 57 Fréjus;83050 83300 39 Draguignan;83118 83700 36 Saint-Raphaël;
84007 84000 90 Avignon;84087 84100 29 Orange;84031 84200 29 Carpentras;84035 84300 26 Cavaillon;85191 85000 55 La_Roche-sur-Yon;
85194 85100 48 Les_Sables-d'Olonne;85047 85300 22 Challans;86194 86000 90 Poitiers;86066 86100 31 Châtellerault;87085 87000 130 Limoges;
87154 87200 11 Saint-Junien;88160 88000 32 Épinal;88413 88100 19 Saint-Dié-des-Vosges;89024 89000 35 Auxerre;89387 89100 27 Sens;
90010 90000 46 Belfort;91228 91000 67 Évry-Courcouronnes;91174 91100 52 Corbeil-Essonnes;91377 91300 50 Massy;91223 91150 25 Étampes;
91477 91120 36 Palaiseau;91589 91600 37 Savigny-sur-Orge;91549 91700 36 Sainte-Geneviève-des-Bois;92012 92100 120 Boulogne-Billancourt;
92050 92000 97 Nanterre;92025 92700 87 Colombes;92004 92600 87 Asnières-sur-Seine;92026 92400 82 Courbevoie;92063 92500 79 Rueil-Malmaison;
92040 92130 68 Issy-les-Moulineaux;92044 92300 66 Levallois-Perret;92023 92140 54 Clamart;92002 92160 63 Antony;92051 92200 60 Neuilly-sur-Seine;
92024 92110 63 Clichy;93066 93200 113 Saint-Denis;93048 93100 111 Montreuil;93001 93300 88 Aubervilliers;93005 93600 86 Aulnay-sous-Bois;
93029 93700 71 Drancy;93051 93160 70 Noisy-le-Grand;93010 93140 54 Bondy;93008 93000 54 Bobigny;93055 93500 60 Pantin;93064 93110 46 Rosny-sous-Bois;
93071 93270 52 Sevran;94028 94000 92 Créteil;94081 94400 95 Vitry-sur-Seine;94017 94500 77 Champigny-sur-Marne;94068 94100 74 Saint-Maur-des-Fossés;
94041 94200 64 Ivry-sur-Seine;94046 94700 56 Maisons-Alfort;94076 94800 57 Villejuif;94080 94300 48 Vincennes;94033 94120 52 Fontenay-sous-Bois;
94078 94190 34 Villeneuve-Saint-Georges;95018 95100 111 Argenteuil;95127 95000 66 Cergy;95585 95200 58 Sarcelles;95268 95140 43 Garges-lès-Gonesse;
95252 95130 37 Franconville;95500 95300 31 Pontoise;95277 95500 26 Gonesse;97101 97139 53 Les_Abymes;97105 97100 10 Basse-Terre;
97120 97110 15 Pointe-à-Pitre;97209 97200 77 Fort-de-France;97213 97232 40 Le_Lamentin;97302 97300 63 Cayenne;97311 97320 47 Saint-Laurent-du-Maroni;
97411 97400 153 Saint-Denis;97416 97410 84 Saint-Pierre;97422 97430 80 Le_Tampon;97415 97460 104 Saint-Paul;97611 97600 71 Mamoudzou;
97608 97615 17 Dzaoudzi`;

/**
 * Départements whose smaller communes are drawn by number: `code inhabitants`, in ten thousands. Communes 001 to 115 of
 * each existed when most people alive were born.
 */
export const COUNTRYSIDE: string = '01 66;02 53;03 34;04 17;05 14;06 40;07 33;08 27;09 15;10 31;11 38;12 28;13 60;14 70;15 15;16 35;17 66;18 30;19 24;21 53;22 60;23 12;24 41;25 55;26 52;27 60;28 43;29 92;30 75;31 90;32 19;33 99;34 80;35 99;36 22;37 61;38 95;39 26;40 42;41 33;42 77;43 23;44 99;45 68;46 17;47 33;48 8;49 82;50 50;51 57;52 17;53 31;54 73;55 18;56 77;57 95;58 20;59 99;60 83;61 28;62 99;63 66;64 69;65 23;66 48;67 95;68 77;69 90;70 23;71 55;72 57;73 44;74 83;76 95;77 99;79 37;80 57;81 39;82 26;83 60;84 56;85 69;86 44;87 37;88 36;89 33';

/** Commune numbers of {@link COUNTRYSIDE}: 1 to this. */
export const COUNTRYSIDE_COMMUNES = 115;

/**
 * Countries of birth: `code weight`, the three digits that follow 99 in the official geographic code.
 */
export const COUNTRIES: string = '352 60;350 60;351 45;139 55;127 40;134 35;208 35;109 25;131 20;132 20;122 18;114 20;341 25;335 22;326 20;312 18;324 15;322 15;333 16;243 15;234 8;216 20;223 10;235 8;213 8;206 10;205 10;410 16;416 12;404 10;397 16;390 10;330 14;140 8;155 8;123 12;121 8;157 5;135 8;111 6';

/** Kinds of street and their weights: `kind weight`. */
export const STREET_KINDS: string = 'rue 60;avenue 12;chemin 6;allée 6;boulevard 5;place 3;impasse 4;route 6;square 1;cours 1;quai 1;résidence 2;lotissement 1';

/** Names of streets, the most frequent first; `_` for a space. */
export const STREETS: string = `
de_l'Église de_la_Mairie du_Château de_la_Gare Victor-Hugo Jean-Jaurès des_Écoles du_Stade Pasteur de_la_Fontaine du_Moulin des_Lilas de_la_République
du_Général-de-Gaulle des_Tilleuls Jules-Ferry des_Jardins de_la_Poste des_Acacias du_8-Mai-1945 Principale des_Roses Gambetta du_Presbytère des_Vignes
du_Bois de_Verdun des_Chênes Émile-Zola de_la_Liberté du_Lavoir Jean-Moulin de_la_Forge des_Prés Voltaire Anatole-France de_la_Paix du_Maréchal-Foch
des_Peupliers Saint-Martin de_la_Libération du_Lac de_Bourgogne des_Champs des_Érables Louis-Pasteur des_Cerisiers de_la_Vallée du_Four Carnot des_Bleuets
Molière des_Hirondelles Albert-Camus des_Sources du_Cimetière des_Mésanges Pierre-Curie Marcel-Pagnol de_la_Chapelle Jules-Verne du_Puits des_Sorbiers
Saint-Jean Jacques-Prévert des_Platanes de_Bretagne George-Sand du_Vieux-Pont des_Pins de_la_Croix Saint-Pierre Lamartine des_Violettes de_la_Plage
du_Marché Georges-Clemenceau Henri-Barbusse de_Paris des_Fleurs du_Parc Louise-Michel des_Alouettes Gabriel-Péri Frédéric-Mistral du_Commerce Diderot
des_Genêts de_l'Abbaye du_Port Claude-Debussy des_Noyers Maurice-Ravel de_la_Résistance Paul-Éluard du_Colombier de_Lorraine des_Charmes Rabelais
de_Normandie des_Marronniers Marie-Curie Jean-Mermoz du_Ruisseau des_Coquelicots Hector-Berlioz de_la_Source du_Verger Nationale des_Capucines
Aristide-Briand de_l'Hôpital Honoré-de-Balzac du_Couvent Arthur-Rimbaud des_Aubépines Salvador-Allende de_Strasbourg de_la_Motte du_Clos Pablo-Picasso
de_la_Prairie des_Bruyères Ronsard du_Beffroi Denis-Papin de_la_Tour du_Calvaire Guynemer de_la_Montagne des_Camélias Chanzy du_Gué de_la_Mer
Thiers des_Rossignols de_Nantes Condorcet de_la_Garenne Sadi-Carnot de_la_Lande Paul-Bert du_Bourg de_la_Marne Alphonse-Daudet de_Metz Kléber`;

/** Saints and endings of which names of smaller communes are composed. */
export const COMMUNE_SAINTS: string = 'Saint-Martin Saint-Pierre Saint-Jean Saint-Germain Sainte-Marie Saint-Laurent Saint-Julien Saint-Georges Saint-Hilaire Saint-Aubin Saint-Étienne Saint-Michel Saint-Maurice Saint-Sauveur Sainte-Colombe Saint-Denis Saint-André Saint-Rémy Saint-Paul Saint-Cyr Beaumont Villeneuve Montreuil Fontenay Castelnau Neuville Châteauneuf La_Chapelle Le_Mesnil Pont Mareuil Ville Roche Bellegarde Marigny Savigny Vieux-Moulin Bourg Montigny Champagne';

/** Endings of composed commune names. */
export const COMMUNE_ENDINGS: string = '-le-Vieux -sur-Mer -la-Forêt -les-Bains -en-Plaine -du-Bois -sous-Bois -le-Château -des-Prés -de-la-Rivière -la-Ville -du-Mont -le-Grand -la-Petite -aux-Bois -des-Champs -sur-Roche -en-Forêt -du-Val -de-Valois -la-Vallée -lès-Fontaine -les-Vignes -du-Lac -en-Vallée -sur-Orge -le-Haut -la-Montagne -du-Désert -des-Landes';

/**
 * Hospitals: `département weight`. Their FINESS numbers are composed, and belong to no hospital on purpose.
 */
export const HOSPITALS: string = '75 100;75 85;75 60;75 30;69 80;69 40;13 75;13 35;59 70;59 28;31 60;33 58;44 50;67 48;34 45;35 42;06 40;38 38;76 36;54 34;63 28;21 26;37 26;45 22;49 22;80 20;51 20;87 18;86 18;25 18;14 18;42 18;30 16;29 16;57 16;83 14;66 12;72 12;2A 6;97 20';
